import type { Engine } from './engine.ts';
import { extremaGradients } from './gradients/extrema.ts';
import type { Replacement } from './gradients/kernel-functions.ts';
import { powerGradients } from './gradients/power.ts';
import { separableGradients } from './gradients/separable.ts';

/**
 * Puts right gradients in the place of those of tfjs that are wrong already in the first order: max and min with
 * ties, mirrorPad, image resizing, and pow at zero. They use what tfjs saves for its own.
 *
 * They are put on the tape and not into the registry of gradients, where another copy of tfjs that loads would
 * overwrite them; so they also go before gradients that a user registers for these kernels.
 */
export function replaceWrongGradients(engine: Engine): void {
  const replacements = new Map<string, Replacement>(
    [extremaGradients, separableGradients, powerGradients]
      .flatMap((family) => family(engine))
      .map((replacement) => [replacement.kernelName, replacement]),
  );
  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradient, saved, attributes) => {
    addTapeNode(kernelName, inputs, outputs, gradient, saved, attributes);
    const replacement = replacements.get(kernelName);
    if (!replacement) return;
    const tensors = saved.filter((tensor) => tensor !== undefined);
    engine.state.activeTape.at(-1)!.gradient = ([dy]) => replacement.gradient(dy!, tensors, attributes);
  };
}
