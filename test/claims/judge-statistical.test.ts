/** How effects over seeds become a verdict, on runs whose numbers are written down. */
import { describe, expect, it } from 'vitest';
import { conduct } from '../../src/claims/conduct.ts';
import { logRatio, type Range, statisticalExperiment } from '../../src/claims/experiment.ts';
import { disagreements } from '../../src/claims/repetition.ts';
import { lineChart } from '../../src/figures/lines.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** An experiment whose arms give `level` times a factor within ±10 % that the seed decides. */
function experiment(levels: Record<string, number | null>, claim: Range = { above: Math.log(2) }) {
  return statisticalExperiment<number | null>({
    id: 'S0',
    name: 'test',
    statement: '',
    source: '',
    correction: null,
    arms: levels,
    measure: (level, seed) => ({
      quantities: { size: level === null ? null : level * (1 + 0.1 * Math.sin(7 * seed)) },
    }),
    caps: { size: 1000 },
    effects: [{ name: 'a / b', ...logRatio(['a', 'size'], ['b', 'size']), claim, because: 'as an example' }],
    placebo: { effect: 'a / b', arm: 'b' },
    repetition: { arm: 'a', onTensorflow: (arm) => arm, quantities: { size: 0 }, because: 'the same again' },
    figure: () => lineChart({ title: '', x: { label: '' }, y: { label: '' }, series: [] }),
  });
}

const verdictOf = async (levels: Record<string, number | null>, claim?: Range) =>
  (await conduct(experiment(levels, claim), { seeds: SEEDS })).judgement;

describe('a claim that a beats b by a factor of 2', () => {
  it('is supported when the interval lies wholly beyond, and the median is the factor of the levels', async () => {
    const { verdict, findings } = await verdictOf({ a: 6, b: 2 });
    expect(verdict).toBe('supported');
    // Paired by seed, so that the noise cancels.
    expect(findings[0]).toMatchObject({ samples: 10, capped: 0, unit: 'factor' });
    expect(Math.exp(findings[0]!.estimate)).toBeCloseTo(3, 12);
    expect(findings[0]!.p).toBeCloseTo(2 / 2 ** 10, 12);
  });

  it('is refuted when the interval lies wholly short, also with an effect of the right sign', async () => {
    expect((await verdictOf({ a: 3, b: 2 })).verdict).toBe('refuted');
    expect((await verdictOf({ a: 2, b: 6 })).verdict).toBe('refuted');
  });

  it('takes a run that never reached its target at the cap, and says how many', async () => {
    const { verdict, findings } = await verdictOf({ a: null, b: 2 });
    expect(verdict).toBe('supported');
    expect(findings[0]!.capped).toBe(10);
  });
});

it('an interval over the margin is inconclusive', async () => {
  const noisy = experiment({ a: 4, b: 2 });
  const measure = (level: unknown, seed: number) => ({
    quantities: { size: (level as number) * (level === 4 && seed % 2 === 0 ? 3 : 1) },
  });
  const { judgement } = await conduct({ ...noisy, measure }, { seeds: SEEDS });
  expect(judgement).toMatchObject({ verdict: 'inconclusive', reason: 'inconclusive: a / b' });
});

it('a claim of equivalence is supported within its tolerance only', async () => {
  const within = { within: [-0.1, 0.1] } as const;
  expect((await verdictOf({ a: 2, b: 2 }, { within: [-0.01, 0.01] })).findings[0]!.verdict).toBe('supported');
  expect((await verdictOf({ a: 3, b: 2 }, within)).verdict).toBe('refuted');
});

it('a placebo that comes out supported takes the verdict away', async () => {
  // One arm against itself is as equal as the claim wants it.
  const { verdict, reason, placebo } = await verdictOf({ a: 2, b: 2 }, { within: [-0.5, 0.5] });
  expect(placebo!.verdict).toBe('supported');
  expect({ verdict, reason }).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('placebo'),
  });
});

it('the placebo compares one arm with itself under other seeds, so its pairs differ by noise alone', async () => {
  const { placebo } = await verdictOf({ a: 600, b: 2 });
  expect(placebo!.verdict).toBe('refuted');
  expect(Math.abs(placebo!.estimate)).toBeLessThan(0.2);
  expect(placebo!.low).toBeLessThan(placebo!.high);
});

it('a number that is not finite and has no cap is an error that names the run', async () => {
  const broken = { ...experiment({ a: 1, b: 1 }), caps: {} };
  const measure = () => ({ quantities: { size: Number.NaN } });
  await expect(conduct({ ...broken, measure }, { seeds: [1] })).rejects.toThrow(
    'S0: arm "a" seed 1 gave size = NaN, for which no cap is stated',
  );
});

it('a placebo that names no arm is refused when the experiment is defined', () => {
  const { placebo, ...rest } = experiment({ a: 1, b: 1 });
  expect(() => statisticalExperiment({ ...rest, placebo: { ...placebo, arm: 'c' } })).toThrow(
    'the placebo\'s arm "c" is none of a, b',
  );
});

it('with fewer than six seeds there is no verdict; the reason says what these alone would give', async () => {
  const { verdict, reason, findings } = (
    await conduct(experiment({ a: 6, b: 2 }), { seeds: [1, 2, 3, 4, 5], controls: false })
  ).judgement;
  expect({ verdict, reason }).toEqual({
    verdict: 'inconclusive',
    reason:
      '5 seeds are too few for a verdict, which takes 6; with these alone: supported, all 1 findings are supported',
  });
  expect(findings).toMatchObject([{ verdict: 'supported', samples: 5 }]);
  const six = await conduct(experiment({ a: 6, b: 2 }), { seeds: [1, 2, 3, 4, 5, 6], controls: false });
  expect(six.judgement.verdict).toBe('supported');
});

describe('p is that of the signed ranks against the margin', () => {
  /** 2.2 to 2.4 times, all beyond a margin of 2 and all short of one of 2.5. */
  const levels = { a: 2.3, b: 1 };
  const pOf = async (claim: Range) => {
    const plain = experiment(levels, claim);
    const measure = (level: unknown, seed: number) => ({
      quantities: { size: (level as number) * (level === 1 ? 1 : 1 + 0.04 * Math.sin(7 * seed)) },
    });
    const { judgement } = await conduct({ ...plain, measure }, { seeds: SEEDS });
    return judgement.findings[0]!.p;
  };

  it('small where all samples lie on one side of it, and large where they lie around it', async () => {
    expect(await pOf({ above: Math.log(2) })).toBeCloseTo(2 / 2 ** 10, 12);
    expect(await pOf({ below: Math.log(2.5) })).toBeCloseTo(2 / 2 ** 10, 12);
    expect(await pOf({ above: Math.log(2.3) })).toBeGreaterThan(0.5);
  });

  it('none for a range with two ends', async () => {
    expect(await pOf({ within: [0, 1] })).toBeNull();
  });
});

describe('the repetition on TensorFlow.js', () => {
  /** Both engines give the seed, the other one with a relative error; it alone gives null where the error is infinite. */
  const repeating = (error: number, tolerance = 1e-4) => {
    const plain = experiment({ a: 6, b: 2 });
    return statisticalExperiment<{ level: number; error: number }>({
      ...plain,
      arms: { a: { level: 6, error: 0 }, b: { level: 2, error: 0 } },
      measure: ({ level, error: off }, seed) => ({
        quantities: { size: Number.isFinite(off) ? level * (1 + 0.1 * Math.sin(seed)) * (1 + off) : null },
      }),
      repetition: {
        arm: 'a',
        onTensorflow: (arm) => ({ ...arm, error }),
        quantities: { size: tolerance },
        because: 'as an example',
      },
    });
  };
  const judged = async (error: number, controls = true) =>
    (await conduct(repeating(error), { seeds: SEEDS, controls })).judgement;

  it('leaves the verdict alone where both engines agree, and keeps both numbers of two seeds', async () => {
    const { verdict, repetition } = await judged(-5e-5);
    expect(verdict).toBe('supported');
    expect(repetition).toMatchObject({ arm: 'a', agrees: true, because: 'as an example' });
    expect(repetition!.numbers.map(({ seed, agrees }) => [seed, agrees])).toEqual([
      [1, true],
      [2, true],
    ]);
    for (const { closedForm, tensorflow, difference } of repetition!.numbers) {
      expect(tensorflow! / closedForm!).toBeCloseTo(1 - 5e-5, 12);
      expect(difference).toBeCloseTo(5e-5, 12);
    }
  });

  it('takes the verdict away where they disagree, and shows the difference', async () => {
    const { verdict, reason, findings, repetition } = await judged(0.01);
    expect(verdict).toBe('inconclusive');
    expect(reason).toBe('TensorFlow.js disagrees on arm a: size');
    expect(disagreements(repetition!)[1]).toBe(
      'TensorFlow.js disagrees on size of arm "a", seed 2: 6.61103, closed form 6.54558; 0.0099 apart, allowed 0.0001',
    );
    expect(findings[0]!.verdict).toBe('supported');
  });

  it('disagrees where one engine alone reaches its target', async () => {
    const { repetition } = await judged(Number.POSITIVE_INFINITY);
    expect(repetition).toMatchObject({
      agrees: false,
      numbers: [{ tensorflow: null }, { tensorflow: null }],
    });
  });

  it('is left out with the placebo', async () => {
    expect(await judged(0.01, false)).toMatchObject({
      verdict: 'supported',
      repetition: null,
      placebo: null,
    });
  });

  it('must name an arm and quantities that are there', async () => {
    const { repetition, ...rest } = repeating(0);
    expect(() => statisticalExperiment({ ...rest, repetition: { ...repetition, arm: 'c' } })).toThrow(
      'the repetition\'s arm "c" is none of a, b',
    );
    const unknown = { ...repeating(0), repetition: { ...repetition, quantities: { weight: 0 } } };
    await expect(conduct(unknown as never, { seeds: SEEDS })).rejects.toThrow(
      'the repetition of arm "a" measures no "weight"',
    );
  });
});

it('a run that fails is named, with what it said', async () => {
  const failing = experiment({ a: 1, b: 1 });
  const measure = (_level: unknown, seed: number) => {
    if (seed === 2) throw new Error('out of luck');
    return { quantities: { size: 1 } };
  };
  await expect(conduct({ ...failing, measure }, { seeds: [1, 2], controls: false })).rejects.toThrow(
    'S0: arm "a" seed 2: out of luck',
  );
  await expect(conduct({ ...failing, measure }, { seeds: [1, 2] })).rejects.toThrow(
    'S0: arm "a" seed 2 on TensorFlow.js: out of luck',
  );
});
