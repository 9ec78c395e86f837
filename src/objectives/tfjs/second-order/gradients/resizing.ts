import { type GradientFamily, gradient, zeros } from './kernel-functions.ts';

/**
 * Gradients of the kernels that compute gradients of image resizing. Resizing is linear, and its gradient
 * kernel is its transpose, so the gradient of that is resizing itself. `images` gives that kernel only a shape.
 */
export const resizingGradients: GradientFamily = (engine) =>
  ['ResizeBilinear', 'ResizeNearestNeighbor'].map((resize) =>
    gradient(`${resize}Grad`, ['dy', 'images'], (ddx, [dy, images], attributes) => ({
      dy: () =>
        engine.runKernel(resize, { images: ddx }, { ...attributes, size: [dy!.shape[1], dy!.shape[2]] }),
      images: () => zeros(engine, images!),
    })),
  );
