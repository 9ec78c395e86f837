import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';
import type { ClosedFormPasses } from '../passes.ts';
import { backward, gradientOf, outputDelta } from './backward.ts';
import { forward, meanSquaredError } from './forward.ts';
import { type LayerTensors, layerTransfer } from './layers.ts';
import { networkOf } from './network.ts';
import type { BackwardLayer, ForwardLayer } from './pass.ts';
import { bends, rBackward } from './r-backward.ts';
import { rForward } from './r-forward.ts';

/**
 * The passes of the closed form in TensorFlow.js operations, float32, on the backend that is current when they run.
 * No gradient tape: the formulas of `forward.ts`, `backward.ts`, `r-forward.ts` and `r-backward.ts` are all there is.
 * Outside of a call the tensors of the newest point are alive and no others.
 *
 * @param inputs [rows, layers[0]]; copied
 * @param targets [rows, layers.at(-1)]; copied
 */
export function tensorPasses(
  tf: Tensorflow,
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
): ClosedFormPasses {
  const network = networkOf(tf, specification, inputs, targets);
  const { upload, download } = layerTransfer(tf, specification);
  let parameters: LayerTensors[] = [];
  let passes: ForwardLayer[] = [];
  let deltas: BackwardLayer[] = [];
  /** Made with the first product at a point. */
  let bent: (Tensor2D | null)[] | null = null;

  /** Frees the tensors of the point before. The data are the first layer's input, and stay. */
  function leave(): void {
    for (const tensor of new Set(tensorsIn([parameters, passes, deltas, bent]))) {
      if (tensor !== network.inputs) tensor.dispose();
    }
    [parameters, passes, deltas, bent] = [[], [], [], null];
  }

  function hessianProduct(direction: ReturnType<typeof upload>) {
    if (!bent) {
      bent = bends(network, passes, deltas);
      for (const tensor of tensorsIn(bent)) tf.keep(tensor);
    }
    const tangents = rForward(network, parameters, direction, passes);
    return rBackward(network, parameters, direction, passes, deltas, bent, tangents);
  }

  function gaussNewtonProduct(direction: ReturnType<typeof upload>) {
    const tangents = rForward(network, parameters, direction, passes);
    const rDelta: Tensor2D = tf.mul(tangents.at(-1)!.output, network.outputFactor);
    return gradientOf(network, passes, backward(network, parameters, passes, rDelta));
  }

  return {
    forward(point, running) {
      leave();
      return tf.tidy(() => {
        parameters = upload(point);
        passes = forward(network, parameters, running);
        for (const tensor of tensorsIn([parameters, passes])) tf.keep(tensor);
        return meanSquaredError(network, passes.at(-1)!.output);
      });
    },
    backward(gradient) {
      tf.tidy(() => {
        deltas = backward(network, parameters, passes, outputDelta(network, passes.at(-1)!.output));
        for (const tensor of tensorsIn(deltas)) tf.keep(tensor);
        download(gradientOf(network, passes, deltas), gradient);
      });
    },
    forwardBackward(point, gradient) {
      const loss = this.forward(point);
      this.backward(gradient);
      return loss;
    },
    products(matrix, vectors, outs) {
      const product = matrix === 'hessian' ? hessianProduct : gaussNewtonProduct;
      for (const [i, v] of vectors.entries()) tf.tidy(() => download(product(upload(v)), outs[i]!));
    },
    batchStatistics: () =>
      passes.flatMap(({ batchNorm }) =>
        batchNorm
          ? [
              {
                mean: Float64Array.from(batchNorm.mean.dataSync()),
                variance: Float64Array.from(batchNorm.variance.dataSync()),
              },
            ]
          : [],
      ),
    dispose() {
      leave();
      tf.dispose([network.inputs, network.targets, network.ones]);
    },
  };
}

/** Every tensor in arrays and records, however deep. */
function tensorsIn(container: unknown): Tensor[] {
  if (typeof container !== 'object' || container === null) return [];
  if ('dataId' in container) return [container as Tensor];
  return Object.values(container).flatMap(tensorsIn);
}
