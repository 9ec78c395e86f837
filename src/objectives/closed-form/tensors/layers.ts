import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { mlpLayout } from '../../../models/layout.ts';
import type { MlpSpecification } from '../../../models/specification.ts';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';

/** One layer's part of a flat vector: parameters, a gradient or a direction. */
export interface LayerTensors {
  /** Kernel with the bias as last row, [inputs + 1, units]: they lie so in the flat vector. */
  readonly affine: Tensor2D;
  /** [inputs, units]. */
  readonly kernel: Tensor2D;
  /** [units] each; null without batch norm and on the output layer. */
  readonly batchNorm: BatchNormTensors | null;
}

export interface BatchNormTensors {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/** A gradient or a product with the Hessian, as far as a layer has it. */
export interface LayerDerivative {
  /** [inputs + 1, units], as in `LayerTensors`. */
  readonly affine: Tensor2D;
  /** To be added to the kernel's part of `affine`; null where there is nothing. */
  readonly kernelPart: Tensor2D | null;
  readonly batchNorm: BatchNormTensors | null;
}

/** Between flat float64 vectors and float32 tensors, layer by layer. */
export interface LayerTransfer {
  /** The tensors of a flat vector [dimension]; the caller tidies. */
  upload(flat: Float64Array): LayerTensors[];
  /** Writes the derivatives of all layers into `out` [dimension]. */
  download(layers: readonly LayerDerivative[], out: Float64Array): void;
}

/** The transfer for the MLP's layout of the flat vector. */
export function layerTransfer(tf: Tensorflow, specification: MlpSpecification): LayerTransfer {
  const { layers } = specification;
  const entries = new Map(mlpLayout(specification).entries.map((entry) => [entry.name, entry]));
  const places = layers.slice(1).map((units, index) => {
    const offset = (name: string) => entries.get(`layer${index + 1}/${name}`)?.offset;
    const gamma = offset('gamma');
    return {
      inputs: layers[index]!,
      units,
      kernel: offset('kernel')!,
      batchNorm: gamma === undefined ? null : { gamma, beta: offset('beta')! },
    };
  });
  return {
    upload(flat) {
      const values = new Float32Array(flat);
      const at = (offset: number, size: number) => values.subarray(offset, offset + size);
      const weights = (offset: number, inputs: number, units: number) =>
        tf.tensor2d(at(offset, inputs * units), [inputs, units]);
      return places.map(({ inputs, units, kernel, batchNorm }) => ({
        affine: weights(kernel, inputs + 1, units),
        kernel: weights(kernel, inputs, units),
        batchNorm: batchNorm && {
          gamma: tf.tensor1d(at(batchNorm.gamma, units)),
          beta: tf.tensor1d(at(batchNorm.beta, units)),
        },
      }));
    },
    download(derivatives, out) {
      derivatives.forEach(({ affine, kernelPart, batchNorm }, index) => {
        const place = places[index]!;
        out.set(affine.dataSync(), place.kernel);
        if (kernelPart) {
          const part = kernelPart.dataSync();
          for (let i = 0; i < part.length; i++) out[place.kernel + i]! += part[i]!;
        }
        if (batchNorm) {
          out.set(batchNorm.gamma.dataSync(), place.batchNorm!.gamma);
          out.set(batchNorm.beta.dataSync(), place.batchNorm!.beta);
        }
      });
    },
  };
}
