import type { BackendName } from '../backends/name.ts';
import type { State } from './kernel-table.ts';

/** What is known of the second derivatives of an activation, loss, layer or function of TensorFlow.js. */
export interface OpEntry {
  /** Where the name is used: `tf.layers.dense({ activation })`, a loss by name, a layer class, or a function of `tf`. */
  readonly kind: 'activation' | 'loss' | 'layer' | 'function';
  /** `right` as tfjs ships it, `corrected` by the mend, or `refused`. */
  readonly state: State;
  /** Right off its kinks. */
  readonly piecewise?: true;
  /** Why it is refused, and what to use instead. */
  readonly reason?: string;
  /**
   * Kernels that tfjs lacks on a backend: it then has no gradient there, and throws "Kernel '…' not registered for
   * backend '…'".
   */
  readonly lacks?: Partial<Record<BackendName, string>>;
  /** Where it is refused, and why, though it is right on the other backends. */
  readonly refusedOn?: Partial<Record<BackendName, string>>;
  /** Uses at which tfjs itself throws, on every backend. */
  readonly throws?: string;
}

type Options = Omit<OpEntry, 'kind' | 'state'>;
type Maker = (options?: Options) => OpEntry;
const entry =
  (kind: OpEntry['kind'], state: State): Maker =>
  (options = {}) => ({ kind, state, ...options });

const piecewise: Options = { piecewise: true };
const dilated = 'with dilated filters, for which it has no gradient';
const broadcast = 'when one of its inputs is broadcast, for which it has no gradient';
const withoutFilterGradient: Options = { lacks: { wasm: 'Conv2DBackpropFilter' }, throws: dilated };
const withoutDepthwiseGradient: Options = {
  lacks: { wasm: 'DepthwiseConv2dNativeBackpropInput' },
  throws: dilated,
};
const maxPooling: Options = {
  piecewise: true,
  refusedOn: { wasm: 'the gradient of MaxPool is zero there where the maximum is negative' },
};
const maxPooling3D: Options = {
  piecewise: true,
  refusedOn: {
    ...maxPooling.refusedOn,
    cpu: 'with windows of different height and width, of which the gradient is wrong there',
  },
};
const averagePooling: Options = {
  refusedOn: {
    wasm: "with padding 'same', of which the gradient is wrong at the border there",
    cpu: "with padding 'same', of which the gradient is wrong at the border there",
  },
};
const convolution3D: Options = {
  refusedOn: { wasm: 'the kernel Conv3DBackpropInputV2 computes wrong numbers there' },
};
const random: Options = {
  reason:
    'random while training, so that the loss is not a function of the parameters; evaluate with training: false',
};

const activation = { right: entry('activation', 'right'), corrected: entry('activation', 'corrected') };
const loss = { right: entry('loss', 'right'), corrected: entry('loss', 'corrected') };
const layer = {
  right: entry('layer', 'right'),
  corrected: entry('layer', 'corrected'),
  refused: entry('layer', 'refused'),
};
const fn = {
  right: entry('function', 'right'),
  corrected: entry('function', 'corrected'),
  refused: entry('function', 'refused'),
};

/**
 * By public name: activations as in `tf.layers.activation({ activation })`, losses as in `model.compile({ loss })`
 * or `tf.losses`, layers by class name, and functions of `tf`. One test each against float64 finite differences.
 */
export const opTable: Readonly<Record<string, OpEntry>> = {
  linear: activation.right(),
  relu: activation.right(piecewise),
  relu6: activation.corrected(piecewise),
  elu: activation.corrected(piecewise),
  selu: activation.corrected(piecewise),
  sigmoid: activation.corrected(),
  hardSigmoid: activation.corrected(piecewise),
  softplus: activation.right(),
  softsign: activation.right(piecewise),
  tanh: activation.corrected(),
  softmax: activation.corrected(),
  logSoftmax: activation.corrected(),
  swish: activation.corrected(),
  mish: activation.corrected(),
  gelu: activation.right(),
  gelu_new: activation.corrected(),

  meanSquaredError: loss.right(),
  meanAbsoluteError: loss.right(piecewise),
  meanAbsolutePercentageError: loss.right(piecewise),
  meanSquaredLogarithmicError: loss.corrected(piecewise),
  squaredHinge: loss.corrected(piecewise),
  hinge: loss.corrected(piecewise),
  categoricalHinge: loss.corrected(piecewise),
  logcosh: loss.right(),
  categoricalCrossentropy: loss.corrected(piecewise),
  sparseCategoricalCrossentropy: loss.corrected(piecewise),
  binaryCrossentropy: loss.corrected(piecewise),
  kullbackLeiblerDivergence: loss.corrected(piecewise),
  poisson: loss.right(),
  cosineProximity: loss.right(piecewise),
  'losses.absoluteDifference': loss.right(piecewise),
  'losses.cosineDistance': loss.right(),
  'losses.hingeLoss': loss.right(piecewise),
  'losses.huberLoss': loss.corrected(piecewise),
  'losses.logLoss': loss.right(),
  'losses.meanSquaredError': loss.right(),
  'losses.sigmoidCrossEntropy': loss.corrected(),
  'losses.softmaxCrossEntropy': loss.corrected(),

  Dense: layer.right(),
  Conv1D: layer.corrected(withoutFilterGradient),
  Conv2D: layer.corrected(withoutFilterGradient),
  Conv2DTranspose: layer.corrected({ lacks: withoutFilterGradient.lacks! }),
  Conv3D: layer.corrected(convolution3D),
  Conv3DTranspose: layer.corrected(convolution3D),
  DepthwiseConv2D: layer.corrected(withoutDepthwiseGradient),
  SeparableConv2D: layer.corrected(withoutFilterGradient),
  MaxPooling1D: layer.corrected(maxPooling),
  MaxPooling2D: layer.corrected(maxPooling),
  MaxPooling3D: layer.corrected(maxPooling3D),
  AveragePooling1D: layer.corrected(averagePooling),
  AveragePooling2D: layer.corrected(averagePooling),
  AveragePooling3D: layer.corrected(averagePooling),
  GlobalAveragePooling1D: layer.right(),
  GlobalAveragePooling2D: layer.right(),
  GlobalMaxPooling1D: layer.corrected(piecewise),
  GlobalMaxPooling2D: layer.corrected(piecewise),
  BatchNormalization: layer.corrected({
    throws:
      'in training with scale: false or center: false ("reading \'read\'"): the layer reads the weight that it lacks',
  }),
  LayerNormalization: layer.right(),
  Embedding: layer.right({ lacks: { wasm: 'UnsortedSegmentSum' } }),
  Flatten: layer.right(),
  Reshape: layer.right(),
  Permute: layer.right(),
  RepeatVector: layer.right(),
  Cropping2D: layer.right(),
  UpSampling2D: layer.corrected(),
  ZeroPadding2D: layer.right(),
  Masking: layer.corrected(piecewise),
  Add: layer.right(),
  Multiply: layer.right(),
  Average: layer.right(),
  Maximum: layer.corrected({ ...piecewise, throws: broadcast }),
  Minimum: layer.corrected({ ...piecewise, throws: broadcast }),
  Concatenate: layer.right(),
  Dot: layer.right(),
  SimpleRNN: layer.corrected(),
  GRU: layer.corrected(piecewise),
  LSTM: layer.corrected(piecewise),
  Bidirectional: layer.corrected(),
  TimeDistributed: layer.right(),
  ReLU: layer.right(piecewise),
  LeakyReLU: layer.corrected(piecewise),
  PReLU: layer.corrected(piecewise),
  ELU: layer.corrected(piecewise),
  ThresholdedReLU: layer.corrected(piecewise),
  Softmax: layer.corrected(),
  Dropout: layer.refused(random),
  SpatialDropout1D: layer.refused(random),
  GaussianNoise: layer.refused(random),
  GaussianDropout: layer.refused(random),
  AlphaDropout: layer.refused(random),

  abs: fn.right(piecewise),
  acosh: fn.right(),
  addN: fn.right(),
  asinh: fn.right(),
  atan: fn.right(),
  atan2: fn.right(),
  atanh: fn.right(),
  batchToSpaceND: fn.right(),
  broadcastTo: fn.right(),
  clipByValue: fn.corrected(piecewise),
  cos: fn.right(),
  cosh: fn.right(),
  div: fn.right(),
  erf: fn.right(),
  exp: fn.corrected(),
  expm1: fn.right(),
  gather: fn.right({
    lacks: { wasm: 'UnsortedSegmentSum' },
    throws: 'with more than one batch dimension, for which it has no gradient',
  }),
  leakyRelu: fn.corrected(piecewise),
  log: fn.right(),
  log1p: fn.right(),
  logSigmoid: fn.right({
    throws:
      'unless x is a variable or a kept tensor ("reading \'backend\'"): its gradient uses x, which it does not save; ' +
      'use neg(softplus(neg(x)))',
  }),
  logSumExp: fn.corrected(),
  matMul: fn.right({ throws: 'when batch dimensions are broadcast, for which it has no gradient' }),
  max: fn.corrected(piecewise),
  min: fn.corrected(piecewise),
  mirrorPad: fn.corrected(),
  norm: fn.right(),
  pow: fn.corrected(),
  prelu: fn.corrected(piecewise),
  reciprocal: fn.right(),
  resizeBilinear: fn.corrected(),
  resizeNearestNeighbor: fn.corrected(),
  reverse: fn.right(),
  rsqrt: fn.right(),
  sin: fn.right(),
  sinh: fn.right(),
  spaceToBatchND: fn.right(),
  split: fn.right(),
  sqrt: fn.right(),
  squaredDifference: fn.right({ throws: broadcast }),
  stack: fn.right(),
  tan: fn.right(),
  tile: fn.right({ throws: 'for more than four axes, for which it has no gradient' }),
  unsortedSegmentSum: fn.right({ lacks: { wasm: 'UnsortedSegmentSum' } }),
  unstack: fn.right(),
  where: fn.corrected(piecewise),
  'fused.conv2d': fn.corrected(withoutFilterGradient),
  'fused.depthwiseConv2d': fn.corrected(withoutDepthwiseGradient),
  'fused.matMul': fn.right(),
  cumsum: fn.refused({
    reason: 'its gradient is wrong for any axis but the last; use a product with a triangular matrix',
  }),
  dilation2d: fn.refused({ reason: 'its gradient kernels have no gradient' }),
  floorDiv: fn.refused({ reason: 'tfjs gives it the gradient of a/b instead of zero; use floor(div(a, b))' }),
  localResponseNormalization: fn.refused({ reason: 'its gradient kernel has no gradient; compose it' }),
  prod: fn.refused({ reason: 'its gradient uses cumprod, which has no gradient; use exp(sum(log|x|))' }),
};
