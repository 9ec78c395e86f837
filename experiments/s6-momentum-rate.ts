import { type Effect, type Lookup, statisticalExperiment } from '../src/claims/experiment.ts';
import { randomSymmetric } from '../src/claims/random-matrix.ts';
import { tensorflowQuadratic } from '../src/claims/tensorflow-quadratic.ts';
import { spread } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream } from '../src/numerics/random.ts';
import { norm } from '../src/numerics/vector.ts';
import type { Objective } from '../src/objectives/contract.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { heavyBall } from '../src/optimizers/momentum.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

const CONDITIONS = [100, 300, 1000, 3000];
const METHODS = ['plain', 'momentum'] as const;
const SIZE = 8;
/** Of the start's distance. */
const TARGET = 1e-6;
const MOST = 200_000;

interface Arm {
  readonly method: (typeof METHODS)[number];
  readonly kappa: number;
  readonly engine?: 'tensorflow';
}

const armOf = (method: string, kappa: number) => `${method}, κ ${kappa}`;
const exponent = (method: string) => (at: Lookup) =>
  fitPowerLaw(CONDITIONS.map((kappa) => [kappa, at(armOf(method, kappa), 'iterations')])).exponent;

const effects: Effect[] = [
  {
    name: 'exponent of the iterations over κ, momentum',
    sample: exponent('momentum'),
    claim: { within: [0.4, 0.6] },
    because: 'Polyak’s rate has ½; a double root makes k·ρᵏ of ρᵏ, which adds up to 0.05 at these κ',
    unit: 'plain',
  },
  {
    name: 'exponent of the iterations over κ, plain descent',
    sample: exponent('plain'),
    claim: { within: [0.95, 1.05] },
    because: 'the rate (κ − 1)/(κ + 1) has 1, to 1e-3 at these κ',
    unit: 'plain',
  },
  {
    name: 'largest stable step with momentum, over 2(1 + β)/λmax',
    sample: (at) => at(armOf('momentum', 100), 'bound'),
    claim: { within: [0.999, 1.001] },
    because: 'bisection to 1e-4, growth told over 2,000 steps',
    unit: 'plain',
  },
];

export const s6 = statisticalExperiment<Arm>({
  id: 'S6',
  name: 'momentum-rate',
  statement:
    'On quadratics with κ ≥ 100 the iterations to a given accuracy grow as √κ with heavy-ball momentum at η = 4/(√λmax + √λmin)² and β = ((√κ − 1)/(√κ + 1))², as κ without; with momentum steps are stable up to 2(1 + β)/λmax.',
  source: 'Polyak 1964, section 3; beyond the texts',
  correction: null,
  arms: Object.fromEntries(
    METHODS.flatMap((method) => CONDITIONS.map((kappa) => [armOf(method, kappa), { method, kappa }])),
  ),
  async measure({ method, kappa, engine }, seed) {
    const stream = randomStream(seed, 'claims/S6');
    // λmax = 1; between the ends the eigenvalues are drawn.
    const inner = Array.from({ length: SIZE - 2 }, () => kappa ** -stream.uniform());
    const { matrix } = randomSymmetric([1 / kappa, ...inner, 1], stream);
    const zero = new Float64Array(SIZE);
    const objective = quadraticObjective(matrix, zero);
    const start = Float64Array.from({ length: SIZE }, () => stream.normal());
    const root = Math.sqrt(kappa);
    const beta = method === 'plain' ? 0 : ((root - 1) / (root + 1)) ** 2;
    const eta = method === 'plain' ? 2 / (1 + 1 / kappa) : 4 / (1 + 1 / root) ** 2;
    if (engine === 'tensorflow') {
      const automatic = await tensorflowQuadratic(matrix, zero);
      const iterations = run(automatic, start, eta, beta, TARGET * norm(start), MOST);
      automatic.dispose();
      return { quantities: { iterations } };
    }
    const iterations = run(objective, start, eta, beta, TARGET * norm(start), MOST);
    let [stable, unstable] = [0.1, 10];
    while (unstable / stable > 1 + 1e-4) {
      const middle = Math.sqrt(stable * unstable);
      if (grows(objective, start, middle, beta)) unstable = middle;
      else stable = middle;
    }
    return { quantities: { iterations, bound: stable / (2 * (1 + beta)) } };
  },
  caps: { iterations: MOST },
  effects,
  placebo: { effect: 'exponent of the iterations over κ, momentum', arm: armOf('momentum', 1000) },
  repetition: {
    arm: armOf('momentum', 100),
    onTensorflow: (arm) => ({ ...arm, engine: 'tensorflow' }),
    quantities: { iterations: 0.02 },
    because:
      'float32 turns the path by 1e-5 of its length at most: of some hundred iterations the last one or two may differ; the bound needs 2,000 steps for each of 46 bisections, and rests on the same gradients',
  },
  figure: ({ rows }) =>
    lineChart({
      title: 'With momentum the iterations grow as √κ',
      subtitle:
        'To 10⁻⁶ of the start, best step and momentum; median over seeds, band from smallest to largest',
      x: { label: 'condition number κ', scale: 'log' },
      y: { label: 'iterations', scale: 'log' },
      series: METHODS.map((method) => ({
        name: method === 'plain' ? 'plain descent' : 'heavy ball',
        points: CONDITIONS.map((x) => ({
          x,
          ...spread(
            rows
              .filter(({ arm }) => arm === armOf(method, x))
              .map(({ quantities }) => quantities.iterations!),
          ),
        })),
      })),
    }),
});

/** Steps until ‖x‖ ≤ target for good (it may rise in between); null beyond `most`. */
function run(
  objective: Objective,
  start: Float64Array,
  eta: number,
  beta: number,
  target: number,
  most: number,
): number | null {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  const optimizer = heavyBall(beta);
  const state = optimizer.initialize(x.length);
  let lastAbove = 0;
  for (let step = 1; step <= most; step++) {
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, eta);
    const length = norm(x);
    if (length > target) lastAbove = step;
    // A hundredth of the target is as good as for good.
    if (length < target / 100) return lastAbove + 1;
  }
  return null;
}

/** Whether ‖x‖ is larger after 2,000 steps than after 1,000. */
function grows(objective: Objective, start: Float64Array, eta: number, beta: number): boolean {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  const optimizer = heavyBall(beta);
  const state = optimizer.initialize(x.length);
  let before = 0;
  for (let step = 1; step <= 2000; step++) {
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, eta);
    if (step === 1000) before = norm(x);
    if (!(norm(x) < 1e100)) return true;
  }
  return norm(x) > before;
}

reproduceWhenRun(import.meta.url, 'S6');
