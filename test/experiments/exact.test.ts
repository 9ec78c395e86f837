/** Each exact claim is supported as it stands, and refuted when what it is about is replaced by something wrong. */
import { describe, expect, it } from 'vitest';
import { e1 } from '../../experiments/e1-quadratic-model.ts';
import { e2 } from '../../experiments/e2-principal-directions.ts';
import { e3 } from '../../experiments/e3-convergence-rate.ts';
import { e4 } from '../../experiments/e4-step-size-bound.ts';
import { e5 } from '../../experiments/e5-taylor-step.ts';
import { e6 } from '../../experiments/e6-second-derivative-test.ts';
import { e7 } from '../../experiments/e7-spectral-theorem.ts';
import { e8 } from '../../experiments/e8-backward-pass.ts';
import { e9 } from '../../experiments/e9-nonlinearity.ts';
import { e10 } from '../../experiments/e10-directional-curvature.ts';
import { conduct } from '../../src/claims/conduct.ts';
import type { ExactExperiment } from '../../src/claims/experiment.ts';
import { unitVectors } from '../../src/claims/random-matrix.ts';
import { gradientStep } from '../../src/curvature/local-model/gradient-step.ts';
import { classifyCriticalPoint } from '../../src/curvature/critical-points/classify.ts';
import { findCriticalPoint } from '../../src/curvature/critical-points/find-critical-point.ts';
import type { SmoothFunction } from '../../src/curvature/critical-points/smooth-function.ts';
import { derivativeSignTest } from '../../src/curvature/critical-points/sign-test.ts';
import { gradientDescent } from '../../src/optimizers/gradient-descent.ts';
import { dot } from '../../src/numerics/vector.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';

/** An experiment with a wrong subject, and the checks that have to notice. */
interface Sabotage {
  readonly experiment: ExactExperiment;
  readonly what: string;
  readonly subject: unknown;
  readonly noticed: readonly string[];
}

function sabotage<Subject>(
  experiment: ExactExperiment<Subject>,
  what: string,
  subject: Subject,
  noticed: readonly string[],
): Sabotage {
  return { experiment: experiment as ExactExperiment, what, subject, noticed };
}

const descent = gradientDescent();
const halfSteps = {
  ...descent,
  step: (...[x, gradient, state, rate]: Parameters<typeof descent.step>) =>
    descent.step(x, gradient, state, rate / 2),
};

const cases: Sabotage[] = [
  sabotage(
    e1,
    'a gradient Ax + b',
    {
      quadraticObjective: (a, b) =>
        quadraticObjective(
          a,
          b.map((entry) => -entry),
        ),
    },
    ['gradient', 'optimum', 'slope'],
  ),
  sabotage(
    e2,
    'coordinate axes for eigenvectors',
    { eigenvectors: ({ dimension }) => unitVectors(dimension) },
    ['curvature', 'cross', 'axes'],
  ),
  sabotage(e3, 'steps of half the size', { optimizer: halfSteps }, [
    'error',
    'slope',
    'fastest',
    'overshoot',
  ]),
  sabotage(e4, 'steps of half the size', { optimizer: halfSteps }, ['bound', 'rate']),
  sabotage(
    e5,
    'half the curvature',
    {
      gradientStep: (gradient, hessian) => {
        const step = gradientStep(gradient, hessian);
        return { ...step, curvature: step.curvature / 2, bestStep: step.bestStep && 2 * step.bestStep };
      },
    },
    ['exact', 'best', 'uphill', 'slope'],
  ),
  sabotage(
    e6,
    'maxima called minima',
    {
      ...e6.subject,
      classifyCriticalPoint: ((...args: Parameters<typeof classifyCriticalPoint>) => {
        const test = classifyCriticalPoint(...args);
        return { ...test, kind: test.kind === 'inconclusive' ? test.kind : 'minimum' };
      }) as typeof classifyCriticalPoint,
      derivativeSignTest: (derivative, x) => derivativeSignTest((at) => -derivative(at), x),
    },
    ['misjudged', 'missigned'],
  ),
  ...(['inconclusive', 'saddle'] as const).map((kind) =>
    sabotage(
      e6,
      `every critical point of a network called ${kind}`,
      {
        ...e6.subject,
        classifyCriticalPoint: ((objective: SmoothFunction, ...rest: [Float64Array]) => {
          const test = classifyCriticalPoint(objective, ...rest);
          return objective.dimension > 2 ? { ...test, kind } : test;
        }) as typeof classifyCriticalPoint,
      },
      ['minima', 'maxima', 'wrong'],
    ),
  ),
  sabotage(
    e6,
    'a search that calls the end of every path critical',
    {
      ...e6.subject,
      findCriticalPoint: (objective, start, options) => ({
        ...findCriticalPoint(objective, start, { ...options, maxIterations: 3 }),
        status: 'critical' as const,
      }),
    },
    ['unlikely'],
  ),
  sabotage(
    e7,
    'an operator that is not symmetric',
    {
      ...e7.subject,
      hessianOf: ({ hessian }) => ({
        dimension: hessian.dimension,
        apply(v, out) {
          hessian.apply(v, out);
          out[0]! += 0.1 * v[1]!;
        },
      }),
    },
    ['asymmetry', 'imaginary', 'rebuilt'],
  ),
  sabotage(e7, 'no cross term in the line of the text', { ...e7.subject, crossTerm: () => 0 }, ['slip']),
  sabotage(
    e8,
    'the sign of δ turned',
    { ...e8.subject, outputDelta: (prediction, target) => -e8.subject.outputDelta(prediction, target) },
    ['closedForm', 'differences', 'autodiff'],
  ),
  sabotage(e9, 'linear units in place of the activation', { hidden: ['linear'] }, ['fitted']),
  sabotage(
    e10,
    'coordinate axes for the extreme eigenvectors',
    {
      extremes: (operator) => {
        const [first, second] = unitVectors(operator.dimension);
        const along = (vector: Float64Array) => {
          const out = new Float64Array(operator.dimension);
          operator.apply(vector, out);
          return { value: dot(vector, out), vector };
        };
        return { largest: along(first!), smallest: along(second!) };
      },
    },
    ['outside', 'sideways'],
  ),
];

describe.each(cases)('$experiment.id', ({ experiment, what, subject, noticed }) => {
  it('is supported in two random instances, and has a figure', async () => {
    const result = await conduct(experiment, { seeds: [101, 102] });
    expect(result.judgement).toMatchObject({ verdict: 'supported' });
    expect(experiment.figure(result).svg).toContain('<svg');
  });

  it(`is refuted with ${what}`, async () => {
    const { judgement } = await conduct({ ...experiment, subject }, { seeds: [101] });
    expect(judgement.verdict).toBe('refuted');
    const refuted = experiment.checks
      .filter(({ says }) =>
        judgement.findings.some(({ name, verdict }) => name === says && verdict === 'refuted'),
      )
      .map(({ quantity }) => quantity);
    expect(refuted).toEqual(expect.arrayContaining([...noticed]));
  });
});
