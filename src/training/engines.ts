import type { ArmConfig, CurvatureConfig } from '../config/schema.ts';
import { closedFormEngine, mixedEngine } from '../objectives/closed-form/engine.ts';
import type { ClosedFormOptions } from '../objectives/closed-form/objective.ts';
import { chooseTensors } from '../objectives/closed-form/tensors/choice.ts';
import { tensorsEngine } from '../objectives/closed-form/tensors/engine.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { availableBackends, chooseBackend, openBackend } from '../objectives/tfjs/backend.ts';
import { tfjsEngine } from '../objectives/tfjs/engine.ts';
import { checkPins, type EnginePins, pinnedKernel, pinnedTfjs, usesOperations } from './engine-pins.ts';

/** The engines of a run; one object where two roles come to the same engine with the same options. */
export interface Engines {
  /** Computes the gradients of the steps, and the training loss. */
  readonly training: MlpEngine;
  /** Computes the Hessian-vector products. */
  readonly curvature: MlpEngine;
  /** The engine that trains, for the test loss alone: no products follow, so the closed form keeps nothing for them. */
  readonly inference: MlpEngine;
  /** The two that `verify: true` compares; null without it. */
  readonly verification: {
    /** Derivatives by hand, in float64. */
    readonly closedForm: MlpEngine;
    /** Automatic differentiation, in float32. */
    readonly tfjs: MlpEngine;
  } | null;
  /** What serves which role and why, for the terminal and the manifest: "training: tfjs on wasm: …". */
  readonly reasons: readonly string[];
}

/** An engine to open. Equal plans are one engine. */
type Plan =
  | { readonly engine: 'tfjs' }
  | { readonly engine: 'closed-form'; readonly precision: CurvatureConfig['precision'] };

interface Opened {
  readonly engine: MlpEngine;
  /** Where it computes, and why there. */
  readonly about: string;
  readonly roles: string[];
}

/**
 * Opens the engines a config asks for. TensorFlow.js is loaded only where a role needs it, and all roles share
 * its backend: tfjs has one current backend in a process.
 *
 * @param layerSizes units of each layer, inputs first
 * @param pins engines that are settled already; default none
 * @throws EngineUnavailableError when a pinned one is not there
 */
export async function openEngines(
  config: ArmConfig,
  layerSizes: readonly number[],
  trainingRows: number,
  pins: EnginePins = [],
): Promise<Engines> {
  await checkPins(pins);
  const setting: Setting = { config, layerSizes, trainingRows, pins };
  const opened = new Map<string, Opened>();
  const open = async (role: string, plan: Plan): Promise<MlpEngine> => {
    const key = JSON.stringify(plan);
    const found =
      opened.get(key) ??
      (plan.engine === 'tfjs' ? await openTfjs(setting) : await openClosedForm(setting, plan.precision));
    opened.set(key, found);
    found.roles.push(role);
    return found.engine;
  };
  const measuring = curvaturePlan(config);
  const training = await open('training', planOf(config.training.engine, 'float64'));
  const curvature = await open('curvature', measuring);
  const verification = config.verify
    ? {
        // That of the curvature where it is one: what is verified is what measures.
        closedForm: await open(
          'verification',
          measuring.engine === 'tfjs' ? planOf('closed-form', 'float64') : measuring,
        ),
        tfjs: await open('verification', planOf('tfjs')),
      }
    : null;
  const reasons = [...opened.values()].map(({ roles, about }) => `${roles.join(' and ')}: ${about}`);
  const trainingPin = pins.find((one) => one.engine === 'closed-form' && one.precision === 'float64');
  const inference =
    config.training.engine === 'tfjs'
      ? training
      : closedFormEngine({ ...closedFormOptions(config, trainingPin), cacheBytes: 0 });
  return { training, curvature, inference, verification, reasons };
}

/** What `curvature.engine` comes to. auto: the closed form, which every network of a config has. */
function curvaturePlan({ curvature }: ArmConfig): Plan {
  const { engine, precision } = curvature;
  return planOf(engine === 'auto' ? 'closed-form' : engine, precision);
}

function planOf(engine: MlpEngine['name'], precision: CurvatureConfig['precision'] = 'float64'): Plan {
  return engine === 'tfjs' ? { engine } : { engine, precision };
}

/** What the choice of an engine depends on. */
interface Setting {
  readonly config: ArmConfig;
  readonly layerSizes: readonly number[];
  readonly trainingRows: number;
  readonly pins: EnginePins;
}

/** The kernel, or for large nets in float32 TensorFlow.js's operations on the native backend. */
async function openClosedForm(setting: Setting, precision: CurvatureConfig['precision']): Promise<Opened> {
  const pin = setting.pins.find((one) => one.engine === 'closed-form' && one.precision === precision);
  const options = closedFormOptions(setting.config, pin);
  const kernel = closedFormEngine({ ...options, precision });
  const about = `closed form in ${kernel.precision} on `;
  if (precision === 'float64') return { engine: kernel, about: about + kernel.backend, roles: [] };
  const choice = pin
    ? { tensors: usesOperations(pin.backend), why: PINNED }
    : await tensorsOrKernel(setting, precision);
  if (!choice.tensors) {
    return { engine: kernel, about: `${about}${kernel.backend}: ${choice.why}`, roles: [] };
  }
  const single = tensorsEngine(await openBackend('native'));
  const engine = precision === 'float32' ? single : mixedEngine(closedFormEngine(options), single);
  return { engine, about: `${about}${engine.backend}: ${choice.why}`, roles: [] };
}

const PINNED = 'as before the interruption';

async function tensorsOrKernel(setting: Setting, precision: CurvatureConfig['precision']) {
  const { config, layerSizes: layers, trainingRows } = setting;
  const { training, curvature, deterministic, verify } = config;
  const native = (await availableBackends()).find(({ name }) => name === 'native')!;
  const usesTfjs = training.engine === 'tfjs' || verify;
  const held = usesTfjs ? await tfjsBackend(setting) : null;
  const rows = curvature.samples === 'all' ? trainingRows : Math.min(curvature.samples, trainingRows);
  const trainingBackend = held?.name ?? null;
  return chooseTensors({ precision, deterministic, layers, rows, native, trainingBackend });
}

function closedFormOptions(
  { curvature, deterministic }: ArmConfig,
  pin: EnginePins[number] | undefined,
): ClosedFormOptions {
  const settled = pin ? pinnedKernel(pin, deterministic) : deterministic;
  return { deterministic: settled, cacheBytes: curvature.cacheMiB * 2 ** 20 };
}

async function openTfjs(setting: Setting): Promise<Opened> {
  const choice = await tfjsBackend(setting);
  const backend = await openBackend(choice.name);
  const about = `tfjs in float32 on ${choice.name} (${backend.description}): ${choice.why}`;
  return { engine: tfjsEngine(backend), about, roles: [] };
}

async function tfjsBackend({ config, layerSizes, trainingRows, pins }: Setting) {
  const pinned = pinnedTfjs(pins);
  if (pinned !== null) return { name: pinned, why: PINNED };
  const { training, deterministic } = config;
  const rows = training.batchSize === 'full' ? trainingRows : Math.min(training.batchSize, trainingRows);
  return chooseBackend({ requested: training.backend, layerSizes, rows, deterministic });
}
