import {
  type Array as JaxArray,
  defaultDevice,
  grad,
  init,
  jit,
  jvp,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { mlpLayout } from '../../src/models/layout.ts';
import type { Entry } from './entry.ts';
import { localContender } from './interleave.ts';
import type { Problem } from './problem.ts';

/** Kernel and bias of each layer. */
type Parameters = [JaxArray, JaxArray][];

const PRECISIONS = ['float32', 'float64'] as const;
type Precision = (typeof PRECISIONS)[number];

/**
 * Why jax-js cannot compute in a precision here, or null. Its array constructor asks for a Float16Array, which Node has
 * from version 24 on, before it looks for a Float64Array.
 */
export function whyNot(precision: Precision): string | null {
  if (precision === 'float32' || 'Float16Array' in globalThis) return null;
  return `jax-js in float64 needs Float16Array, which Node ${process.versions.node} lacks; Node 24 has it`;
}

/** Starts jax-js on WebAssembly: one thread in Node, where it does not find the browser's `Worker`. */
export async function openJaxJs(): Promise<void> {
  const devices = await init('wasm');
  if (!devices.includes('wasm')) throw new Error(`jax-js has no WebAssembly here, only ${devices}`);
  defaultDevice('wasm');
}

/** The jitted gradient and Hessian-vector product of jax-js, in each precision that runs here. */
export function jaxJsEntries(problem: Problem): (Entry & { readonly operation: 'gradient' | 'product' })[] {
  return PRECISIONS.filter((precision) => whyNot(precision) === null).flatMap((precision) => {
    const { gradient, product } = functions(problem, precision);
    const about = { name: 'jax-js (wasm)', precision, threads: 1 };
    return [
      {
        ...about,
        operation: 'gradient',
        work: `gradient ${problem.network}`,
        check: async () => {
          const { loss, slopes } = gradient();
          return { loss, gradient: [...slopes] };
        },
        ...localContender(() => gradient().loss),
      },
      {
        ...about,
        operation: 'product',
        work: `product ${problem.network}`,
        check: async () => ({ product: [...product()] }),
        ...localContender(() => product()[0]!),
      },
    ];
  });
}

/** Each call takes ownership of its arguments, as everything in jax-js does; hence the references. */
function functions(problem: Problem, precision: Precision) {
  const array = (values: Float64Array, shape: readonly number[]) =>
    np.array(precision === 'float32' ? Float32Array.from(values) : values).reshape([...shape]);
  const split = (flat: Float64Array): Parameters => {
    const tensors = mlpLayout(problem.specification).entries.map(({ offset, size, shape }) =>
      array(flat.slice(offset, offset + size), shape),
    );
    return tensors.flatMap((kernel, i) =>
      i % 2 === 0 ? [[kernel, tensors[i + 1]!] as [JaxArray, JaxArray]] : [],
    );
  };
  const flatten = (parameters: Parameters) =>
    Float64Array.from(
      tree.leaves<JaxArray>(parameters).flatMap((leaf) => [...(leaf.dataSync() as Float64Array)]),
    );
  const inputs = array(problem.inputs.values, [problem.inputs.rows, problem.inputs.columns]);
  const targets = array(problem.targets.values, [problem.targets.rows, problem.targets.columns]);
  const loss = (parameters: Parameters) => {
    let layer = inputs.ref;
    for (const [i, [kernel, bias]] of parameters.entries()) {
      layer = np.matmul(layer, kernel).add(bias);
      if (i < parameters.length - 1) layer = np.tanh(layer);
    }
    return np.mean(np.square(layer.sub(targets.ref)));
  };
  const point = split(problem.parameters);
  const direction = split(problem.direction);
  const gradient = jit(valueAndGrad(loss));
  const product = jit((at: Parameters, along: Parameters) => jvp(grad(loss), [at], [along])[1]);
  return {
    gradient() {
      const [value, slopes] = gradient(tree.ref(point)) as [JaxArray, Parameters];
      return { loss: value.dataSync()[0] as number, slopes: flatten(slopes) };
    },
    product: () => flatten(product(tree.ref(point), tree.ref(direction)) as Parameters),
  };
}
