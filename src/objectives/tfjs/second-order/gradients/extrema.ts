import { type ReplacementFamily, toFloat } from './kernel-functions.ts';

/** What each kernel calls the axes that it reduces. */
const AXES_OF = { Max: 'reductionIndices', Min: 'axis' };

/**
 * The gradient of a maximum or minimum over axes, with ties sharing it evenly.
 *
 * tfjs sends the whole gradient to every tied entry, which is too much by the number of ties, and no subgradient.
 * Equal shares are one, and where the tied entries are copies of one another (a token that occurs twice before
 * global max pooling) the function is smooth and they give its gradient. Without ties nothing changes.
 */
export const extremaGradients: ReplacementFamily = (engine) =>
  Object.entries(AXES_OF).map(([kernelName, axesOf]) => ({
    kernelName,
    gradient: (dy, [x, y], attributes) => {
      const rank = x!.shape.length;
      const axes = axesFrom(attributes[axesOf], rank);
      const shape = x!.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
      const kept = (tensor: typeof dy) => engine.runKernel('Reshape', { x: tensor }, { shape });
      return {
        x: () => {
          const isExtreme = toFloat(engine, engine.runKernel('Equal', { a: x!, b: kept(y!) }));
          const ties = engine.runKernel('Sum', { x: isExtreme }, { axis: axes, keepDims: true });
          const shares = engine.runKernel('RealDiv', { a: isExtreme, b: kept(ties) });
          return engine.runKernel('Multiply', { a: kept(dy), b: shares });
        },
      };
    },
  }));

/** Axes as tfjs takes them: one or several, from the end when negative, all when left out. */
function axesFrom(value: unknown, rank: number): number[] {
  const given = value ?? Array.from({ length: rank }, (_, axis) => axis);
  return [given as number | number[]].flat().map((axis) => (axis < 0 ? axis + rank : axis));
}
