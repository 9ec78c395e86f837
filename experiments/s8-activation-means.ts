import { EigenvalueDecomposition, type Matrix as MlMatrix } from 'ml-matrix';
import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { hiddenOutputs } from '../src/claims/hidden-units.ts';
import { mlpArm, onTensorflow, withSession } from '../src/claims/mlp-arm.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { blockOperator } from '../src/curvature/blocks/block-operator.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { intervalChart } from '../src/figures/intervals.ts';

const SETS = ['boston-house-prices', 'penguins', 'cps-wages'];
const ACTIVATIONS = ['sigmoid', 'tanh'] as const;
const UNITS = 16;

const armOf = (set: string, activation: string) => `${set}/${activation}`;

const effects: Effect[] = SETS.flatMap((set): Effect[] => [
  {
    name: `${set}: λmax of the output block, sigmoid / tanh`,
    ...logRatio([armOf(set, 'sigmoid'), 'block'], [armOf(set, 'tanh'), 'block']),
    claim: { above: Math.log(Math.SQRT2) },
    because: 'a factor of √2 is half a step of a search for the learning rate by factors of 2',
  },
  {
    name: `${set}: λmax of the output block, sigmoid / the same with its mean removed`,
    ...logRatio([armOf(set, 'sigmoid'), 'block'], [armOf(set, 'sigmoid'), 'centred block']),
    claim: { above: Math.log(Math.SQRT2) },
    because: 'likewise: the control, in which nothing but the mean differs',
  },
  {
    name: `${set}: output block over (2/n)ÃᵀÃ of the activations`,
    sample: (at) => at(armOf(set, 'sigmoid'), 'block') / at(armOf(set, 'sigmoid'), 'by hand'),
    claim: { within: [1 - 1e-9, 1 + 1e-9] },
    because: 'the two are one matrix, to rounding',
    unit: 'plain',
  },
]);

export const s8 = statisticalExperiment<ArmConfig>({
  id: 'S8',
  name: 'activation-means',
  statement:
    'Sigmoid units, whose outputs have a mean of about ½, make λmax of the next layer’s block larger than tanh units do, and it is their mean that does it.',
  source: 'LeCun et al. 1998, section 4.4; beyond the texts',
  correction: `That the control is near ${1 + UNITS / 4} is arithmetic: outputs near ½ give the block 2(1 + units/4), and without their mean the bias alone is left, 2. It shows that nothing but the mean does it; how much, the ratio to tanh does.`,
  arms: Object.fromEntries(
    SETS.flatMap((source) =>
      ACTIVATIONS.map((activation): [string, ArmConfig] => [
        armOf(source, activation),
        mlpArm({
          data: { source, inputs: 'standardized', testFraction: 0.2 },
          model: { hidden: [UNITS], activation },
        }),
      ]),
    ),
  ),
  measure: (arm, seed) =>
    withSession(arm, seed, (session) => {
      const { curvature, initial, layout } = session;
      // The output layer's kernel and bias stand side by side at the end.
      const { offset } = layout.entries.find(({ name }) => name === 'layer2/kernel')!;
      const range = { offset, size: layout.dimension - offset };
      const block = denseSpectrum(blockOperator(curvature.linearize(initial).hessian, range))!;
      const outputs = hiddenOutputs(session);
      return {
        quantities: {
          block: block.values.at(-1)!,
          'by hand': largest(outputs),
          'centred block': largest(outputs.clone().center('column')),
        },
      };
    }),
  caps: {},
  effects,
  placebo: {
    effect: 'boston-house-prices: λmax of the output block, sigmoid / tanh',
    arm: 'boston-house-prices/tanh',
  },
  repetition: {
    arm: 'penguins/sigmoid',
    onTensorflow,
    quantities: { block: 1e-4 },
    because:
      'float32: 6e-8 a rounding, in sums over 273 rows; the other two quantities are by hand in any case',
  },
  figure: ({ judgement, rows }) =>
    intervalChart({
      title: 'The mean of sigmoid outputs enlarges λmax of the layer behind',
      subtitle:
        'Output layer’s block at the start; median ratio with its 95 % interval, a tick for each seed',
      x: { label: 'ratio of λmax', scale: 'log' },
      references: [{ label: 'equal', x: 1 }],
      estimates: judgement.findings
        .filter(({ unit }) => unit === 'factor')
        .map(({ name, estimate, low, high }) => {
          const [set = '', what = ''] = name.split(': λmax of the output block, ');
          const of = (seed: number, activation: string, quantity: string) =>
            rows.find((row) => row.seed === seed && row.arm === armOf(set, activation))?.quantities[quantity];
          const seeds = rows.filter(({ arm }) => arm === armOf(set, 'sigmoid')).map(({ seed }) => seed);
          const observations = seeds.map(
            (seed) =>
              of(seed, 'sigmoid', 'block')! /
              (what.endsWith('tanh') ? of(seed, 'tanh', 'block')! : of(seed, 'sigmoid', 'centred block')!),
          );
          return {
            name: `${set}, ${what.endsWith('tanh') ? 'sigmoid / tanh' : 'sigmoid / centred'}`,
            value: Math.exp(estimate),
            low: Math.exp(low),
            high: Math.exp(high),
            observations,
          };
        }),
    }),
});

/** Largest eigenvalue of (2/n)ÃᵀÃ, Ã being the outputs with a column of ones. */
function largest(outputs: MlMatrix): number {
  const extended = outputs.clone().addColumn(new Array(outputs.rows).fill(1));
  const gram = extended
    .transpose()
    .mmul(extended)
    .mul(2 / outputs.rows);
  return Math.max(...new EigenvalueDecomposition(gram, { assumeSymmetric: true }).realEigenvalues);
}

reproduceWhenRun(import.meta.url, 'S8');
