import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { type Effect, type Lookup, statisticalExperiment } from '../src/claims/experiment.ts';
import { mlpArm, onTensorflow, startSharpness, withKeys, withSession } from '../src/claims/mlp-arm.ts';
import { spread } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { denseMatrix } from '../src/curvature/dense/dense-matrix.ts';
import { lineChart } from '../src/figures/lines.ts';
import { type Matrix, matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

/** ‖μ‖ of the inputs. In four columns each mean is half of it. */
const DIAL = [0, 1, 3, 5, 10, 30];
/** Where the law is a power of ‖μ‖: below, the covariance counts as much. */
const FAR = DIAL.filter((norm) => norm >= 3);
const FEATURES = 4;
const ROWS = 2000;
/** K of the linear models whose Hessian is compared entry by entry. */
const OUTPUTS = [1, 3];

const armOf = (norm: number) => `mean ${norm}`;
/** λmax and κ of the linear model in the limit of many rows, for identity covariance. */
const trace = (norm: number) => 2 + norm ** 2;
const limitOf = (norm: number) => trace(norm) + Math.sqrt(trace(norm) ** 2 - 4);

const exponent = (quantity: string) => (at: Lookup) =>
  fitPowerLaw(FAR.map((norm) => [norm, at(armOf(norm), quantity)])).exponent;

const effects: Effect[] = [
  {
    name: 'linear model: exponent of λmax over ‖μ‖',
    sample: exponent('lambda linear'),
    claim: { within: [1.9, 2.1] },
    because: 'at ‖μ‖ = 3 the limit itself bends the line by 0.05',
    unit: 'plain',
  },
  {
    name: 'linear model, ‖μ‖ = 10: λmax over that of (2/n)X̃ᵀX̃',
    sample: (at) => at(armOf(10), 'lambda linear') / at(armOf(10), 'lambda of the inputs'),
    claim: { within: [1 - 1e-9, 1 + 1e-9] },
    because: 'the two are one matrix: rounding, and the tolerance of the eigenvalue',
    unit: 'plain',
  },
  ...OUTPUTS.map(
    (outputs): Effect => ({
      name: `linear model with ${outputs} output${outputs > 1 ? 's' : ''}: largest entry of H − (2/(nK))X̃ᵀX̃ ⊗ I, over that of H, at any ‖μ‖`,
      sample: (at) => Math.max(...DIAL.map((norm) => at(armOf(norm), `entries ${outputs}`))),
      claim: { below: 1e-12 },
      because: `sums of ${ROWS} products, each to 1e-16`,
      unit: 'plain',
    }),
  ),
  {
    name: 'linear model, ‖μ‖ = 10: λmax over its limit t + √(t² − 4)',
    sample: (at) => at(armOf(10), 'lambda linear') / limitOf(10),
    claim: { within: [0.98, 1.02] },
    because: `the sample mean is off by 1/√${ROWS}, and λmax by 2/(10·√${ROWS}) = 0.4 % of itself`,
    unit: 'plain',
  },
  {
    name: 'linear model, ‖μ‖ = 10: κ over its limit (λmax/2)²',
    sample: (at) => at(armOf(10), 'kappa') / (limitOf(10) / 2) ** 2,
    claim: { within: [0.8, 1.2] },
    because: `the smallest eigenvalue of 5 columns and ${ROWS} rows is off by up to 2·√(5/${ROWS}) = 10 %`,
    unit: 'plain',
  },
  {
    name: 'relu network: exponent of λmax over ‖μ‖',
    sample: exponent('lambda relu'),
    claim: { within: [1.75, 2.25] },
    because:
      'ReLU is homogeneous, but which units are on depends on the mean: a quarter either way is still a square',
    unit: 'plain',
  },
  {
    name: 'tanh network: exponent of λmax over ‖μ‖',
    sample: exponent('lambda tanh'),
    claim: { within: [1.75, 2.25] },
    because: 'as for ReLU, up to where the units saturate',
    unit: 'plain',
    role: 'boundary',
  },
];

export const s2 = statisticalExperiment<ArmConfig>({
  id: 'S2',
  name: 'input-mean-dial',
  statement:
    'λmax grows as the square of the inputs’ mean. For a linear model with K outputs H = (2/(nK))X̃ᵀX̃ ⊗ I, with identity covariance in the limit λmax = t + √(t² − 4) and κ = (λmax/2)², t = 2 + ‖μ‖²; ReLU networks follow the square too.',
  source: 'H, Connection with deep learning',
  correction:
    'The text has a tendency ("often"); here is the law, and where it ends: saturated units pass no curvature on.',
  arms: Object.fromEntries(
    DIAL.map((norm): [string, ArmConfig] => [
      armOf(norm),
      mlpArm({
        data: { source: 'linear', rows: ROWS, features: FEATURES, mean: norm / Math.sqrt(FEATURES) },
        model: { hidden: [16] },
      }),
    ]),
  ),
  async measure(arm, seed) {
    const quantities: Record<string, number> = {};
    await withSession(withKeys(arm, { model: { hidden: [] } }), seed, ({ curvature, initial, data }) => {
      const { values } = denseSpectrum(curvature.linearize(initial).hessian)!;
      quantities['lambda linear'] = values.at(-1)!;
      quantities.kappa = values.at(-1)! / values[0]!;
      const gram = gramOfInputs(data.train.inputs);
      const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
      quantities['lambda of the inputs'] = Math.max(...realEigenvalues);
      for (const outputs of OUTPUTS) {
        quantities[`entries ${outputs}`] = entriesApart(data.train.inputs, gram, outputs, seed);
      }
    });
    for (const activation of ['relu', 'tanh']) {
      const config = withKeys(arm, { model: { activation } });
      quantities[`lambda ${activation}`] = await withSession(config, seed, startSharpness);
    }
    return { quantities };
  },
  caps: {},
  effects,
  placebo: { effect: 'linear model: exponent of λmax over ‖μ‖', arm: armOf(10) },
  repetition: {
    arm: armOf(3),
    onTensorflow,
    quantities: { 'lambda linear': 1e-4, 'lambda relu': 1e-4, 'lambda tanh': 1e-4, kappa: 1e-3 },
    because: `float32: 6e-8 a rounding, in sums over ${ROWS} rows; in λmin, which κ divides by, κ = 120 times as much`,
  },
  boundary: ({ judgement }) => {
    const { estimate } = judgement.findings.at(-1)!;
    return `tanh units saturate as the mean grows: their exponent is ${estimate.toPrecision(3)}`;
  },
  figure: ({ rows }) =>
    lineChart({
      title: 'λmax grows as the square of the inputs’ mean',
      subtitle:
        'Start of training, unit covariance; median over seeds, band from the smallest to the largest',
      x: { label: '‖μ‖', scale: 'log' },
      y: { label: 'λmax', scale: 'log' },
      series: [
        ...['linear', 'relu', 'tanh'].map((model) => ({
          name: model,
          points: DIAL.filter((norm) => norm > 0).map((norm) => ({
            x: norm,
            ...spread(
              rows
                .filter(({ arm }) => arm === armOf(norm))
                .map(({ quantities }) => quantities[`lambda ${model}`]!),
            ),
          })),
        })),
        {
          name: 'limit of the linear model',
          dots: true,
          points: DIAL.filter((norm) => norm > 0).map((norm) => ({ x: norm, y: limitOf(norm) })),
        },
      ],
    }),
});

/** (2/n)X̃ᵀX̃, X̃ being the inputs with a column of ones. */
function gramOfInputs({ rows, columns, values }: Matrix): MlMatrix {
  const extended = MlMatrix.from1DArray(rows, columns, Array.from(values)).addColumn(new Array(rows).fill(1));
  return extended
    .transpose()
    .mmul(extended)
    .mul(2 / rows);
}

/** Largest difference between the Hessian of a linear model with K outputs and (gram/K) ⊗ I, over its largest entry. */
function entriesApart(inputs: Matrix, gram: MlMatrix, outputs: number, seed: number): number {
  const stream = randomStream(seed, 'claims/S2');
  const normal = (length: number) => Float64Array.from({ length }, () => stream.normal());
  const targets = matrix(inputs.rows, outputs, normal(inputs.rows * outputs));
  const specification = { layers: [inputs.columns, outputs], activation: 'tanh', batchNorm: null } as const;
  const objective = closedFormObjective(specification, inputs, targets, { deterministic: true });
  const { columns } = denseMatrix(objective.linearize(normal(objective.dimension)).hessian);
  objective.dispose();
  // The kernel lies input by input and the biases behind it: weight i of output k is entry iK + k.
  const expected = gram.kroneckerProduct(MlMatrix.eye(outputs)).div(outputs);
  const apart = columns.flatMap((column, j) =>
    Array.from(column, (entry, i) => Math.abs(entry - expected.get(i, j))),
  );
  return Math.max(...apart) / expected.max();
}

reproduceWhenRun(import.meta.url, 'S2');
