import { isMapping, type Mapping, type Path, valueAt } from './mapping.ts';
import { DEFAULT_FEATURES } from './schema/data.ts';

/** Keys that are fine one by one and not together. */
export interface Clash {
  /** The key to point at. */
  readonly path: Path;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * What clashes in a merged arm. Looks at the values as they were written, so that clashes are told together with
 * what the schema has against other keys; values of a wrong type are left to the schema.
 */
export function clashes(arm: Mapping): Clash[] {
  const at = (...path: string[]) => valueAt(arm, path);
  const found: Clash[] = [
    ...repetitions(arm, ['seeds']),
    ...repetitions(arm, ['data', 'target']),
    ...repetitions(arm, ['data', 'features']),
    ...repetitions(arm, ['curvature', 'measure'], (entry) =>
      isMapping(entry) ? Object.keys(entry) : [entry],
    ),
  ];
  const clash = (path: Path, problem: string, remedy: string) => found.push({ path, problem, remedy });

  if (at('training', 'stopAtTarget') === true && (at('training', 'targetLoss') ?? null) === null) {
    clash(
      ['training', 'stopAtTarget'],
      'true without training.targetLoss',
      'set training.targetLoss, or stopAtTarget: false',
    );
  }
  if (at('model', 'batchNorm') === true || isMapping(at('model', 'batchNorm'))) {
    for (const path of [
      ['training', 'batchSize'],
      ['curvature', 'samples'],
    ]) {
      if (at(...path) !== 1) continue;
      clash(path, '1 row with model.batchNorm, and the variance of one row is 0', 'give 2 rows or more');
    }
  }
  const precision = at('curvature', 'precision');
  if (at('curvature', 'engine') === 'tfjs' && (precision === 'float64' || precision === 'mixed')) {
    clash(
      ['curvature', 'precision'],
      `${precision} with curvature.engine tfjs, which computes in float32`,
      'set curvature.engine: closed-form, or precision: float32',
    );
  }
  const usesTensorFlow =
    at('training', 'engine') !== 'closed-form' ||
    at('curvature', 'engine') === 'tfjs' ||
    at('verify') === true;
  if (at('deterministic') === true && at('training', 'backend') === 'native' && usesTensorFlow) {
    clash(
      ['deterministic'],
      'true with training.backend native, whose threads sum in changing order',
      'set training.backend: wasm or cpu, or deterministic: false',
    );
  }
  if (at('data', 'source') === 'file')
    findTargetAmongFeatures(at('data', 'target'), at('data', 'features'), clash);
  if (['linear', 'sine', 'chebyshev'].includes(String(at('data', 'source')))) {
    const features = at('data', 'features') ?? DEFAULT_FEATURES;
    if (Number.isInteger(features)) {
      checkMean(at('data', 'mean'), features as number, clash);
      checkCovariance(at('data', 'covariance'), features as number, clash);
    }
  }
  return found;
}

type Report = (path: Path, problem: string, remedy: string) => void;

function findTargetAmongFeatures(target: unknown, features: unknown, clash: Report): void {
  if (!Array.isArray(features)) return;
  for (const name of [target].flat().filter((name) => features.includes(name))) {
    clash(
      ['data', 'features'],
      `${JSON.stringify(name)} is the target too`,
      'leave it out of data.features or of data.target',
    );
  }
}

function checkMean(mean: unknown, features: number, clash: Report): void {
  if (!Array.isArray(mean) || mean.length === features) return;
  clash(
    ['data', 'mean'],
    `a list of ${mean.length} for ${features} features`,
    `set data.features: ${mean.length}, give ${features} means, or one number for all`,
  );
}

/** The shape of a covariance; its symmetry and its eigenvalues are looked at when rows are drawn. */
function checkCovariance(covariance: unknown, features: number, clash: Report): void {
  const path = ['data', 'covariance'];
  if (isMapping(covariance) && features === 1 && Number(covariance.conditionNumber) > 1) {
    const problem = 'one feature has condition number 1';
    clash([...path, 'conditionNumber'], problem, 'set data.features to 2 or more, or conditionNumber: 1');
  }
  if (!Array.isArray(covariance) || !covariance.every(Array.isArray)) return;
  const lengths = covariance.map((row) => row.length);
  if (lengths.length === features && lengths.every((length) => length === features)) return;
  const problem = `${features} features and a matrix of ${lengths.length} rows of ${[...new Set(lengths)].join(', ')} entries`;
  clash(path, problem, `write ${features} rows of ${features} entries, or change data.features`);
}

function repetitions(arm: Mapping, path: Path, namesOf = (entry: unknown): unknown[] => [entry]): Clash[] {
  const list = valueAt(arm, path);
  if (!Array.isArray(list)) return [];
  const names = list.flatMap(namesOf);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => ({
    path,
    problem: `${JSON.stringify(name)} stands in the list twice`,
    remedy: 'list it once',
  }));
}
