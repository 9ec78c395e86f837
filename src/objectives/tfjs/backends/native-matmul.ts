import type { KernelConfig, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';

/** What is used of tfjs-node's backend: one libtensorflow operation with one result. */
interface NativeBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number | boolean }[],
    inputs: TensorInfo[],
  ): Tensor;
}

/**
 * Makes `tf.matMul` of two float32 matrices libtensorflow's operation MatMul. tfjs-node 4.22 takes BatchMatMulV2 for
 * every rank, which in libtensorflow 2.15 is 1.5 times as slow for 512×128 times 128×128, and 6 times for one
 * column, since it starts its threads whatever the size. The two sum in another order: last bits differ.
 *
 * @param backendName under which tfjs-node has registered itself
 */
export function multiplyMatricesDirectly(tf: Tensorflow, backendName: string): void {
  const batched = tf.getKernel('BatchMatMul', backendName);
  tf.unregisterKernel('BatchMatMul', backendName);
  tf.registerKernel({ ...batched, kernelFunc: (call) => multiply(call) ?? batched.kernelFunc(call) });
}

/** The product of two float32 matrices; null for anything else. */
function multiply({ inputs, attrs, backend }: Parameters<KernelConfig['kernelFunc']>[0]): TensorInfo | null {
  const { a, b } = inputs as Record<'a' | 'b', TensorInfo>;
  const isMatrix = ({ shape, dtype }: TensorInfo) => shape.length === 2 && dtype === 'float32';
  if (!isMatrix(a) || !isMatrix(b)) return null;
  const native = backend as NativeBackend;
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = native.binding;
  const { transposeA, transposeB } = attrs as unknown as Record<'transposeA' | 'transposeB', boolean>;
  return native.executeSingleOutput(
    'MatMul',
    [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'transpose_a', type: TF_ATTR_BOOL, value: transposeA },
      { name: 'transpose_b', type: TF_ATTR_BOOL, value: transposeB },
    ],
    [a, b],
  );
}
