import { exactExperiment } from '../src/claims/experiment.ts';
import { plus, relativeError, unitVectors } from '../src/claims/random-matrix.ts';
import { type RandomMlp, randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { Activation } from '../src/models/specification.ts';
import { openBackend } from '../src/objectives/tfjs/backend.ts';
import { tfjsMlpObjective } from '../src/objectives/tfjs/mlp.ts';

const LAYERS = [3, 5, 4, 2];
const ROWS = 10;
const ACTIVATIONS: readonly Activation[] = ['relu', 'sigmoid', 'tanh'];

const f: Record<string, (z: number) => number> = {
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
};
const slopeOf: Record<string, (z: number) => number> = {
  relu: (z) => (z > 0 ? 1 : 0),
  sigmoid: (z) => f.sigmoid!(z) * (1 - f.sigmoid!(z)),
  tanh: (z) => 1 - Math.tanh(z) ** 2,
};

/** What differs between the recursion and the text's own lines. */
interface Subject {
  /** δᴸ of one row and output. */
  readonly outputDelta: (prediction: number, target: number) => number;
  /** ∂L/∂b from the δ of all rows, of one unit. */
  readonly biasGradient: (deltas: readonly number[]) => number;
}

const RIGHT: Subject = {
  outputDelta: (prediction, target) => (2 / (ROWS * LAYERS.at(-1)!)) * (prediction - target),
  biasGradient: (deltas) => deltas.reduce((sum, delta) => sum + delta, 0),
};
/** As the text has it: ∂L/∂b = δ, of the one row that a vector can stand for. */
const AS_WRITTEN: Subject = { ...RIGHT, biasGradient: (deltas) => deltas[0]! };

export const e8 = exactExperiment<Subject>({
  id: 'E8',
  name: 'backward-pass',
  statement:
    'With δᴸ = (2/(nK))(prediction − target) row by row, δˡ⁻¹ = δˡ(Wˡ)ᵀ ⊙ f′(zˡ⁻¹), the gradients are ∂L/∂Wˡ = (aˡ⁻¹)ᵀδˡ and ∂L/∂bˡ the sum of δˡ over the batch.',
  source: 'T 2.2.1-2.2.3',
  correction:
    'The text calls the prediction y and the target ŷ, against custom; read so, its sign is right. It sums δ over samples too early (each row has its own), its first form holds for the output layer alone, and ∂L/∂b must be summed over the batch.',
  subject: RIGHT,
  async measure(seed, subject) {
    const { tf } = await openBackend('cpu');
    const found = ACTIVATIONS.map((activation) => {
      const mlp = randomMlp(LAYERS, activation, ROWS, seed);
      const { objective, parameters, specification, inputs, targets } = mlp;
      const byHand = backward(mlp, subject);
      const { gradient } = objective.linearize(parameters);
      // Small, since a step across a ReLU's kink is no derivative: 1e-5 meets one in these instances.
      const step = 1e-6;
      const differences = unitVectors(parameters.length).map(
        (e) =>
          (objective.value(plus(parameters, step, e)) - objective.value(plus(parameters, -step, e))) /
          (2 * step),
      );
      const auto = tfjsMlpObjective(tf, specification, inputs, targets);
      const automatic = new Float64Array(parameters.length);
      auto.gradient(parameters, automatic);
      auto.dispose();
      objective.dispose();
      return {
        closedForm: relativeError(byHand, gradient),
        differences: relativeError(byHand, differences),
        autodiff: relativeError(byHand, automatic),
        asWritten: relativeError(backward(mlp, AS_WRITTEN), gradient),
      };
    });
    const worst = (key: 'closedForm' | 'differences' | 'autodiff') =>
      Math.max(...found.map((errors) => errors[key]));
    return {
      quantities: {
        closedForm: worst('closedForm'),
        differences: worst('differences'),
        autodiff: worst('autodiff'),
        asWritten: Math.min(...found.map(({ asWritten }) => asWritten)),
      },
    };
  },
  checks: [
    {
      quantity: 'closedForm',
      says: 'recursion against the closed form',
      bound: { atMost: 1e-13 },
      because: 'rounding of the same sums in another order',
    },
    {
      quantity: 'differences',
      says: 'recursion against finite differences of the loss',
      bound: { atMost: 1e-8 },
      because: 'rounding over the step, 1e-10, times derivatives of some size',
    },
    {
      quantity: 'autodiff',
      says: 'recursion against TensorFlow.js autodiff',
      bound: { atMost: 1e-5 },
      because: 'float32 through three layers',
    },
    {
      quantity: 'asWritten',
      says: 'error of ∂L/∂b = δ, not summed',
      bound: { atLeast: 1e-6 },
      because:
        'a hundred times what the right form may be off by against differences: another vector, not rounding',
    },
  ],
  boundary({ rows }) {
    const errors = rows.map(({ quantities }) => quantities.asWritten!);
    const [low, high] = [Math.min(...errors), Math.max(...errors)].map((error) => error.toPrecision(2));
    return `with ∂L/∂b = δ of one row, of ${ROWS}, the gradient is off by a share of ${low} to ${high}`;
  },
  figure: 'The backward pass against three other derivatives',
});

/** The gradient, [dimension], in the layout's order: kernel and bias of each layer. */
function backward(
  { layout, inputs, targets, parameters, specification }: RandomMlp,
  subject: Subject,
): Float64Array {
  const { activation } = specification;
  const depth = LAYERS.length - 1;
  const tensor = (name: string) => layout.entries.find((entry) => entry.name === name)!;
  const kernel = (layer: number, i: number, j: number) =>
    parameters[tensor(`layer${layer}/kernel`).offset + i * LAYERS[layer]! + j]!;
  const bias = (layer: number, j: number) => parameters[tensor(`layer${layer}/bias`).offset + j]!;
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const a: number[][] = [Array.from(inputs.values.subarray(row * LAYERS[0]!, (row + 1) * LAYERS[0]!))];
    const z: number[][] = [[]];
    for (let layer = 1; layer <= depth; layer++) {
      z[layer] = Array.from({ length: LAYERS[layer]! }, (_, j) =>
        a[layer - 1]!.reduce((sum, entry, i) => sum + entry * kernel(layer, i, j), bias(layer, j)),
      );
      a[layer] = layer === depth ? z[layer]! : z[layer]!.map(f[activation]!);
    }
    const delta: number[][] = [];
    delta[depth] = a[depth]!.map((prediction, j) =>
      subject.outputDelta(prediction, targets.values[row * LAYERS[depth]! + j]!),
    );
    for (let layer = depth; layer > 1; layer--) {
      delta[layer - 1] = z[layer - 1]!.map(
        (entry, i) =>
          slopeOf[activation]!(entry) * delta[layer]!.reduce((sum, d, j) => sum + d * kernel(layer, i, j), 0),
      );
    }
    return { a, delta };
  });
  const gradient = new Float64Array(layout.dimension);
  for (let layer = 1; layer <= depth; layer++) {
    for (let j = 0; j < LAYERS[layer]!; j++) {
      const deltas = rows.map(({ delta }) => delta[layer]![j]!);
      gradient[tensor(`layer${layer}/bias`).offset + j] = subject.biasGradient(deltas);
      for (let i = 0; i < LAYERS[layer - 1]!; i++) {
        gradient[tensor(`layer${layer}/kernel`).offset + i * LAYERS[layer]! + j] = rows.reduce(
          (sum, { a, delta }) => sum + a[layer - 1]![i]! * delta[layer]![j]!,
          0,
        );
      }
    }
  }
  return gradient;
}

reproduceWhenRun(import.meta.url, 'E8');
