import { type GradientFamily, gradient } from './kernel-functions.ts';

/**
 * Gradients of the kernels that compute gradients of convolutions.
 *
 * With Y = conv(X, F) they are X̄ = backpropInput(Ȳ, F) and F̄ = backpropFilter(X, Ȳ). All three are bilinear
 * and come from one trilinear form, ⟨Ȳ, conv(X, F)⟩ = ⟨X, backpropInput(Ȳ, F)⟩ = ⟨F, backpropFilter(X, Ȳ)⟩,
 * so the gradient of each is the other two, with the incoming gradient in the place of its result. Strides,
 * padding and dilations pass through. tfjs itself has that of Conv2DBackpropInput.
 */
export const convolutionGradients: GradientFamily = (engine) => [
  gradient('Conv2DBackpropFilter', ['x', 'dy'], (filter, [x, dy], attributes) => ({
    x: () =>
      engine.runKernel('Conv2DBackpropInput', { dy: dy!, filter }, { ...attributes, inputShape: x!.shape }),
    dy: () => engine.runKernel('Conv2D', { x: x!, filter }, { ...attributes, dilations: [1, 1] }),
  })),
  gradient('DepthwiseConv2dNativeBackpropInput', ['dy', 'filter'], (x, [dy, filter], attributes) => ({
    dy: () =>
      engine.runKernel(
        'DepthwiseConv2dNative',
        { x, filter: filter! },
        { ...attributes, dataFormat: 'NHWC' },
      ),
    filter: () =>
      engine.runKernel(
        'DepthwiseConv2dNativeBackpropFilter',
        { x, dy: dy! },
        { ...attributes, filterShape: filter!.shape },
      ),
  })),
  gradient('DepthwiseConv2dNativeBackpropFilter', ['x', 'dy'], (filter, [x, dy], attributes) => ({
    x: () =>
      engine.runKernel(
        'DepthwiseConv2dNativeBackpropInput',
        { dy: dy!, filter },
        { ...attributes, inputShape: x!.shape },
      ),
    dy: () =>
      engine.runKernel('DepthwiseConv2dNative', { x: x!, filter }, { ...attributes, dataFormat: 'NHWC' }),
  })),
  gradient('Conv3DBackpropInputV2', ['dy', 'filter'], (x, [dy, filter], attributes) => ({
    dy: () => engine.runKernel('Conv3D', { x, filter: filter! }, { ...attributes, ...NDHWC }),
    filter: () =>
      engine.runKernel(
        'Conv3DBackpropFilterV2',
        { x, dy: dy! },
        { ...attributes, filterShape: filter!.shape },
      ),
  })),
  gradient('Conv3DBackpropFilterV2', ['x', 'dy'], (filter, [x, dy], attributes) => ({
    x: () =>
      engine.runKernel('Conv3DBackpropInputV2', { dy: dy!, filter }, { ...attributes, inputShape: x!.shape }),
    dy: () => engine.runKernel('Conv3D', { x: x!, filter }, { ...attributes, ...NDHWC }),
  })),
];

const NDHWC = { dataFormat: 'NDHWC', dilations: [1, 1, 1] };
