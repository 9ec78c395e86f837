import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { exactExperiment } from '../src/claims/experiment.ts';
import { networkOutputs } from '../src/claims/network-outputs.ts';
import { plus, unitVectors } from '../src/claims/random-matrix.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { classifyCriticalPoint } from '../src/curvature/critical-points/classify.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { findCriticalPoint } from '../src/curvature/critical-points/find-critical-point.ts';
import type { CriticalPointKind } from '../src/curvature/critical-points/second-derivative-test.ts';
import { derivativeSignTest, type SignTestKind } from '../src/curvature/critical-points/sign-test.ts';
import type { SmoothFunction } from '../src/curvature/critical-points/smooth-function.ts';
import { contourChart } from '../src/figures/contours.ts';
import { linearOperator } from '../src/numerics/linear-operator.ts';
import { matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { norm } from '../src/numerics/vector.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import type { Objective } from '../src/objectives/contract.ts';
import { HIMMELBLAU, himmelblau, KNOWN, polished, smooth } from './known-critical-points.ts';

/** In one dimension: f′, and what the signs of f′(±ε) have to say. */
const SIGNS: readonly (readonly [SignTestKind, (x: number) => number])[] = [
  ['minimum', (x) => 2 * x],
  ['maximum', (x) => -2 * x],
  ['inflection', (x) => 3 * x * x],
  ['minimum', (x) => 4 * x ** 3],
  ['maximum', (x) => -4 * x ** 3],
];

const LAYERS = [2, 2, 1];
/** Two units that see one input each: a random network may have two alike, and a minimum flat beyond judging. */
const TEACHER = Float64Array.of(1.5, 0, 0, 1.5, 0.5, -0.5, 1, 1, 0);
/** Critical points of each kind that are judged for a seed, and most searches for them. */
const WANTED = 3;
const SEARCHES = 20;
/** Step of the differences, and what they are off by: its square, and rounding over it. */
const STEP = 1e-5;
const NOISE = 1e-9;
/** Relative to the largest: an eigenvalue of the differences below has no sign. */
const SIGNLESS = 1e-7;

export const e6 = exactExperiment({
  id: 'E6',
  name: 'second-derivative-test',
  statement:
    'At a critical point positive eigenvalues only make a minimum, negative only a maximum, both signs a saddle; zeros beside one sign leave it open. In one dimension the signs of f′(x ± ε) decide, also where f″ = 0.',
  source: 'H, More theory: second derivative test; T 3.2.2',
  correction:
    'The texts take a critical point for granted. Found numerically it is one up to a tolerance, within which x³ passes for flat; and T’s Q(x) > 0 for all x makes a minimum at a critical point only.',
  subject: { classifyCriticalPoint, derivativeSignTest, findCriticalPoint },
  measure(seed, subject) {
    const misjudged = KNOWN.filter(([, kind, x, y, plane]) => {
      const [u, v] = kind === 'not-critical' ? [x, y] : polished(plane, x, y);
      return (
        subject.classifyCriticalPoint(smooth(plane), Float64Array.of(u, v), { gradientTolerance: 1e-9 })
          .kind !== kind
      );
    });
    const missigned = SIGNS.filter(
      ([kind, derivative]) => subject.derivativeSignTest(derivative, 0).kind !== kind,
    );
    const network = randomMlp(LAYERS, 'tanh', 12, seed);
    const saddles = search(network.objective, network.parameters, 0.5, seed, subject);
    // With the outputs of the network itself for targets, its parameters are a minimum; turned over, a maximum.
    const { specification, inputs } = randomMlp(LAYERS, 'tanh', 48, seed);
    const shifts = randomStream(seed, 'claims/E6/teacher');
    const teacher = TEACHER.map((entry) => entry + 0.2 * shifts.normal());
    const outputs = networkOutputs(specification, inputs, teacher).slice();
    const targets = matrix(inputs.rows, 1, outputs);
    const taught = closedFormObjective(specification, inputs, targets, { deterministic: true });
    const minima = search(taught, teacher, 0.01, seed, subject);
    const maxima = search(negated(taught), teacher, 0.01, seed, subject);
    network.objective.dispose();
    taught.dispose();
    const all = [saddles, minima, maxima];
    return {
      quantities: {
        misjudged: misjudged.length,
        missigned: missigned.length,
        saddles: saddles.kinds.saddle ?? 0,
        minima: minima.kinds.minimum ?? 0,
        maxima: maxima.kinds.maximum ?? 0,
        wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
        unlikely: all.reduce((sum, { unlikely }) => sum + unlikely, 0),
      },
    };
  },
  checks: [
    {
      quantity: 'misjudged',
      says: `of ${KNOWN.length} points with known answers, judged otherwise`,
      bound: { atMost: 0 },
      because: 'the answers are exact',
    },
    {
      quantity: 'missigned',
      says: `of ${SIGNS.length} sign tests in one dimension, judged otherwise`,
      bound: { atMost: 0 },
      because: 'the answers are exact',
    },
    ...(['saddles', 'minima', 'maxima'] as const).map((quantity) => ({
      quantity,
      says: `network: ${quantity} found`,
      bound: { atLeast: WANTED },
      because: `up to ${SEARCHES} searches, of which one in two finds a critical point; without points there is no test`,
    })),
    {
      quantity: 'wrong',
      says: 'network: critical points judged otherwise than by their eigenvalues and by the loss nearby',
      bound: { atMost: 0 },
      because:
        'the Hessian by differences of the gradient, its eigenvalues by ml-matrix; the loss on both sides along each eigenvector',
    },
    {
      quantity: 'unlikely',
      says: 'network: searches that misjudge whether ‖∇L‖ is within tolerance',
      bound: { atMost: 0 },
      because: `the gradient by differences of the loss, to ${NOISE}; minimising ‖∇L‖² can stall where H∇L = 0`,
    },
  ],
  figure: () => {
    const [count, half] = [81, 5.6];
    const at = (i: number) => -half + (2 * half * i) / (count - 1);
    const values = Array.from({ length: count * count }, (_, k) =>
      himmelblau.f(at(k % count), at(Math.floor(k / count))),
    );
    return contourChart({
      title: 'Himmelblau’s nine critical points, each judged by its eigenvalues',
      x: { label: 'x' },
      y: { label: 'y' },
      quantity: 'function',
      grid: { columns: count, rows: count, values, x: [-half, half], y: [-half, half] },
      arrows: HIMMELBLAU.map(([, x, y]) => {
        const judged = classifyCriticalPoint(
          smooth(himmelblau),
          Float64Array.from(polished(himmelblau, x, y)),
        );
        return { label: judged.kind, from: [x - 0.35, y - 0.35], to: [x, y] };
      }),
    });
  },
});

type Subject = typeof e6.subject;

/** Looks for critical points from random starts around one, until enough are judged, and holds them against differences. */
function search(objective: Objective, around: Float64Array, spread: number, seed: number, subject: Subject) {
  const kinds: Partial<Record<CriticalPointKind, number>> = {};
  let [wrong, unlikely, judged] = [0, 0, 0];
  for (let shift = 0; shift < SEARCHES && judged < WANTED; shift++) {
    const stream = randomStream(seed, `claims/E6/${shift}`);
    const start = around.map((entry) => entry + spread * stream.normal());
    const { status, point, gradientTolerance } = subject.findCriticalPoint(objective, start, {
      maxIterations: 100,
    });
    const excess = norm(gradientByDifferences(objective, point)) - gradientTolerance;
    if (status === 'critical' ? excess > NOISE : excess < -NOISE) unlikely++;
    if (status !== 'critical') continue;
    const expected = kindByDifferences(objective, point);
    if (expected === null) continue;
    const { kind } = subject.classifyCriticalPoint(objective, point);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    judged++;
    if (kind !== expected || !agreesWithValues(kind, objective, point)) wrong++;
  }
  return { kinds, wrong, unlikely };
}

function negated(objective: Objective): Objective {
  return {
    dimension: objective.dimension,
    value: (x) => -objective.value(x),
    gradient(x, out) {
      const value = objective.gradient(x, out);
      out.forEach((entry, i) => {
        out[i] = -entry;
      });
      return -value;
    },
    linearize(x) {
      const { value, gradient, hessian } = objective.linearize(x);
      const minus = (v: Float64Array) => {
        const image = new Float64Array(v.length);
        hessian.apply(v, image);
        return image.map((entry) => -entry);
      };
      return {
        value: -value,
        gradient: gradient.map((entry) => -entry),
        hessian: linearOperator(objective.dimension, minus),
      };
    },
  };
}

function gradientByDifferences(objective: Objective, point: Float64Array): Float64Array {
  const along = unitVectors(point.length).map(
    (e) => (objective.value(plus(point, STEP, e)) - objective.value(plus(point, -STEP, e))) / (2 * STEP),
  );
  return Float64Array.from(along);
}

/** The kind by the eigenvalues of the differences of the gradient; null where one of them has no sign that shows. */
function kindByDifferences(objective: Objective, point: Float64Array): CriticalPointKind | null {
  const gradientAt = (x: Float64Array) => {
    const gradient = new Float64Array(x.length);
    objective.gradient(x, gradient);
    return gradient;
  };
  const columns = unitVectors(point.length).map((e) => {
    const [ahead, behind] = [STEP, -STEP].map((t) => gradientAt(plus(point, t, e)));
    return Array.from(ahead!, (entry, i) => (entry - behind![i]!) / (2 * STEP));
  });
  const hessian = new MlMatrix(columns);
  const symmetric = hessian.clone().add(hessian.transpose()).mul(0.5);
  const values = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues;
  const least = SIGNLESS * Math.max(...values.map(Math.abs));
  const [ups, downs] = [1, -1].map((sign) => values.filter((value) => sign * value > least).length);
  if (ups! > 0 && downs! > 0) return 'saddle';
  if (ups! + downs! < values.length) return null;
  return ups! > 0 ? 'minimum' : 'maximum';
}

/** Whether the function's own values, one small step to both sides along each eigenvector, bear a verdict out. */
function agreesWithValues(kind: CriticalPointKind, objective: SmoothFunction, point: Float64Array): boolean {
  const { value, hessian } = objective.linearize(point);
  const { values, vectors } = denseSpectrum(hessian)!;
  const largest = Math.max(...values.map(Math.abs));
  const rises = vectors.map((v) => {
    const [ahead, behind] = [1e-3, -1e-3].map((t) => objective.linearize(plus(point, t, v)).value - value);
    return (ahead! + behind!) / (1e-6 * largest);
  });
  // Curvatures a millionth of the largest are no sign: the fourth order and rounding are as large.
  const ups = rises.filter((rise) => rise > 1e-6).length;
  const downs = rises.filter((rise) => rise < -1e-6).length;
  if (kind === 'minimum') return downs === 0;
  if (kind === 'maximum') return ups === 0;
  // A saddle may turn one way by less than these values show: they have to show what is well above, and not one sign alone.
  const isShown = (some: number, sign: number) =>
    some > 0 || !values.some((lambda) => (sign * lambda) / largest > 2e-6);
  const isOneSided = Math.max(ups, downs) === vectors.length;
  return (
    kind === 'inconclusive' || (kind === 'saddle' && !isOneSided && isShown(ups, 1) && isShown(downs, -1))
  );
}

reproduceWhenRun(import.meta.url, 'E6');
