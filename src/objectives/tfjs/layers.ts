import type { LayersModel } from '@tensorflow/tfjs';
import { opTable } from './second-order/index.ts';

/** A layer of a LayersModel. */
export type Layer = LayersModel['layers'][number];

/** The layers of a model, those of models inside it included; each once. */
export function leafLayers(model: LayersModel): Layer[] {
  const leaves = model.layers.flatMap((layer) =>
    'layers' in layer ? leafLayers(layer as unknown as LayersModel) : [layer],
  );
  return [...new Set(leaves)];
}

/**
 * Refuses layers that make the loss another function at each call: random ones while training, and those that carry
 * state over.
 *
 * @throws {Error} naming the layers and the remedy
 */
export function refuseChangingLayers(model: LayersModel, training: boolean): void {
  const layers = leafLayers(model);
  const list = (found: Layer[]) => found.map((layer) => `${layer.name} (${layer.getClassName()})`).join(', ');
  const stateful = layers.filter(({ stateful }) => stateful);
  if (stateful.length > 0) {
    throw new Error(
      `the loss changes from call to call: ${list(stateful)} carries state over from one call to the next; ` +
        'build the model with stateful: false',
    );
  }
  const random = training ? layers.filter(isRandom) : [];
  if (random.length > 0) {
    throw new Error(
      `a random loss has no Hessian: ${list(random)} draws new numbers at each call; pass training: false, or ` +
        'leave such layers out',
    );
  }
}

/** Dropout and noise layers, recurrent layers with dropout, and wrappers of such. */
function isRandom(layer: Layer): boolean {
  if (opTable[layer.getClassName()]?.state === 'refused') return true;
  const { dropout, recurrentDropout } = layer.getConfig();
  if (Number(dropout) > 0 || Number(recurrentDropout) > 0) return true;
  const { layer: wrapped, forwardLayer } = layer as Layer & { layer?: Layer; forwardLayer?: Layer };
  return [wrapped, forwardLayer].some((inner) => inner !== undefined && isRandom(inner));
}
