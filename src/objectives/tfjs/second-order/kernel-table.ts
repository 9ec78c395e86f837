import type { BackendName } from '../backends/name.ts';
import type { RecordedNode } from './engine.ts';

/**
 * Whether second derivatives can be trusted: `right` as tfjs 4.22 ships it, `corrected` by
 * `correctSecondOrderGradients` (wrong or throwing without), or `refused`.
 */
export type State = 'right' | 'corrected' | 'refused';

/** What is known of a kernel's second derivatives; each entry is tested against float64 finite differences. */
export interface KernelEntry {
  readonly state: State;
  /** Right off its kinks, where it has no derivative (tfjs picks one side there). */
  readonly piecewise?: true;
  /** Why it is refused, and what to use instead. */
  readonly reason?: string;
  /** Why this one use is refused on this backend; null when it is not. */
  readonly refuses?: (node: RecordedNode, backend: BackendName) => string | null;
}

const right: KernelEntry = { state: 'right' };
const rightPiecewise: KernelEntry = { state: 'right', piecewise: true };
const corrected: KernelEntry = { state: 'corrected' };
const correctedPiecewise: KernelEntry = { state: 'corrected', piecewise: true };
const refused = (reason: string): KernelEntry => ({ state: 'refused', reason });

/** The mean over a window that sticks out is over fewer entries; the gradient kernel ignores that. */
const averagePooling: KernelEntry = {
  state: 'corrected',
  refuses: ({ attributes }, backend) =>
    backend !== 'native' && attributes && attributes.pad !== 'valid' && attributes.pad !== 0
      ? 'its gradient is wrong at the border with padding (tfjs divides by the whole window there); ' +
        "use padding 'valid' or the native backend"
      : null,
};
const maxPooling: KernelEntry = {
  state: 'corrected',
  piecewise: true,
  refuses: (_, backend) =>
    backend === 'wasm'
      ? 'its gradient is zero on the WASM backend where the maximum is negative; use the native or cpu backend'
      : null,
};
/** The plain backend numbers a window's rows by its height instead of its width. */
const maxPooling3D: KernelEntry = {
  ...maxPooling,
  refuses: (node, backend) => {
    const [, height, width] = [node.attributes?.filterSize ?? 1].flat() as number[];
    return backend === 'cpu' && height !== width
      ? 'its gradient is wrong on the cpu backend for windows of different height and width; use the native backend'
      : maxPooling.refuses!(node, backend);
  },
};
const convolution3D: KernelEntry = {
  state: 'corrected',
  refuses: (_, backend) =>
    backend === 'wasm'
      ? 'the kernel Conv3DBackpropInputV2 computes wrong numbers on the WASM backend; use the native or cpu backend'
      : null,
};
const cast: KernelEntry = {
  state: 'right',
  refuses: ({ inputs, outputs }) =>
    inputs.x?.dtype === 'float32' && outputs[0]?.dtype !== 'float32'
      ? 'tfjs gives rounding to integers or booleans the gradient 1 instead of 0'
      : null,
};

/** By kernel name, as it stands on the tape. */
export const kernelTable: Readonly<Record<string, KernelEntry>> = {
  // Elementwise functions of one tensor.
  Abs: rightPiecewise,
  Acosh: right,
  Asinh: right,
  Atan: right,
  Atanh: right,
  Cast: cast,
  Ceil: rightPiecewise,
  ClipByValue: correctedPiecewise,
  Cos: right,
  Cosh: right,
  Elu: correctedPiecewise,
  Erf: right,
  Exp: corrected,
  Expm1: right,
  Floor: rightPiecewise,
  Identity: right,
  LeakyRelu: correctedPiecewise,
  Log: right,
  Log1p: right,
  Neg: right,
  Reciprocal: right,
  Relu: rightPiecewise,
  Relu6: correctedPiecewise,
  Round: rightPiecewise,
  Rsqrt: right,
  Selu: correctedPiecewise,
  Sigmoid: corrected,
  Sign: rightPiecewise,
  Sin: right,
  Sinh: right,
  Softplus: right,
  Sqrt: right,
  Square: right,
  Step: rightPiecewise,
  Tan: right,
  Tanh: corrected,
  ZerosLike: right,
  OnesLike: right,

  // Elementwise functions of two tensors and masks.
  Add: right,
  AddN: right,
  Atan2: right,
  Maximum: correctedPiecewise,
  Minimum: correctedPiecewise,
  Multiply: right,
  Pow: corrected,
  Prelu: correctedPiecewise,
  RealDiv: right,
  SquaredDifference: right,
  Sub: right,
  Select: right,
  Equal: correctedPiecewise,
  Greater: correctedPiecewise,
  GreaterEqual: rightPiecewise,
  Less: correctedPiecewise,
  LessEqual: correctedPiecewise,
  LogicalAnd: correctedPiecewise,
  LogicalNot: correctedPiecewise,
  LogicalOr: correctedPiecewise,
  NotEqual: correctedPiecewise,
  Any: correctedPiecewise,
  All: correctedPiecewise,

  // Reductions and normalisations.
  Max: correctedPiecewise,
  Mean: right,
  Min: correctedPiecewise,
  Sum: right,
  Softmax: corrected,
  FusedBatchNorm: corrected,

  // Shapes and positions.
  BatchToSpaceND: right,
  Concat: right,
  ExpandDims: right,
  GatherV2: right,
  MirrorPad: corrected,
  Pack: right,
  PadV2: right,
  Reshape: right,
  ResizeBilinear: corrected,
  ResizeNearestNeighbor: corrected,
  Reverse: right,
  Slice: right,
  SpaceToBatchND: right,
  SplitV: right,
  Tile: right,
  Transpose: right,
  Unpack: right,
  UnsortedSegmentSum: right,

  // Products, convolutions, pooling.
  BatchMatMul: right,
  Conv2D: corrected,
  Conv2DBackpropInput: corrected,
  Conv3D: convolution3D,
  Conv3DBackpropInputV2: convolution3D,
  DepthwiseConv2dNative: corrected,
  AvgPool: averagePooling,
  AvgPool3D: averagePooling,
  MaxPool: maxPooling,
  MaxPool3D: maxPooling3D,

  // Kernels of gradients.
  EluGrad: correctedPiecewise,
  Conv2DBackpropFilter: corrected,
  Conv3DBackpropFilterV2: convolution3D,
  DepthwiseConv2dNativeBackpropInput: corrected,
  DepthwiseConv2dNativeBackpropFilter: corrected,
  AvgPoolGrad: averagePooling,
  AvgPool3DGrad: averagePooling,
  MaxPoolGrad: maxPooling,
  MaxPool3DGrad: maxPooling3D,

  // Custom gradients inside tfjs, by the name of the function.
  fusedConv2d: right,
  fusedDepthwiseConv2d: right,
  fusedMatMul: right,
  logSigmoid: right,
  logSoftmax: corrected,
  softmaxCrossEntropy: corrected,

  // Refused.
  Cumprod: refused(
    'it has no gradient, which the second derivative of prod needs; use exp(sum(log|x|)) for non-zero x',
  ),
  Cumsum: refused(
    'its gradient is wrong for any axis but the last (tfjs transposes it); use a product with a triangular matrix',
  ),
  Dilation2D: refused('its gradient kernels have no gradient'),
  FloorDiv: refused('tfjs gives it the gradient of a/b instead of zero; use floor(div(a, b))'),
  LRN: refused('its gradient kernel has no gradient; compose it from square, avgPool and pow'),
  Mod: refused('it jumps, and tfjs gives no sign of it; write a − b·floor(a/b)'),
  Prod: refused('its gradient uses cumprod, which has no gradient; use exp(sum(log|x|)) for non-zero x'),
};
