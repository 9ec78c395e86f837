/** Each exact claim is supported as it stands, and refuted when what it is about is replaced by something wrong. */
import { describe, expect, it } from 'vitest';
import { e1 } from '../../experiments/e1-quadratic-model.ts';
import { conduct } from '../../src/claims/conduct.ts';
import type { ExactExperiment } from '../../src/claims/experiment.ts';
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
