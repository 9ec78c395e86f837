import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareCase } from '../../../scripts/golden/compare.ts';
import { readGoldenCase, readGoldenCases } from '../../../scripts/golden/reference.ts';
import { toleranceOf } from '../../../scripts/golden/tolerance.ts';
import { follow, reproducibleSteps } from '../../../scripts/golden/trajectory.ts';
import { closedFormEngine } from '../../../src/objectives/closed-form/engine.ts';
import { goldenDirectory } from '../../support/golden.ts';

describe('how far a trajectory can be reproduced', () => {
  const trajectories = readGoldenCases(goldenDirectory).flatMap((golden) =>
    golden.trajectories.map((trajectory) => ({ golden, trajectory, name: golden.name, ...trajectory })),
  );

  test.each(trajectories)(
    '$name with momentum $momentum: to its end, also in float32',
    ({ golden, trajectory }) => {
      expect(reproducibleSteps(golden, trajectory, 'float64')).toBe(60);
      expect(reproducibleSteps(golden, trajectory, 'float32')).toBe(60);
    },
  );

  // Far above the stability limit, where small differences grow at every step.
  const stable = readGoldenCase(join(goldenDirectory, 'tanh-two-outputs.json'));
  const unstable = { learningRate: 1, momentum: 0.9, steps: 60, sharpnessEvery: 20 };
  const objective = closedFormEngine().createObjective(stable.specification, stable.inputs, stable.targets);
  const empty = { ...unstable, loss: [], topEigenvalue: [] };
  const trajectory = { ...unstable, ...follow(objective, 'float64', stable.parameters, empty) };
  const golden = { ...stable, trajectories: [trajectory] };

  test('not to its end where it magnifies roundings, and less far in float32', () => {
    const float64 = reproducibleSteps(golden, trajectory, 'float64');
    const float32 = reproducibleSteps(golden, trajectory, 'float32');
    expect(float64).toBeLessThan(60);
    expect(float32).toBeLessThan(float64);
    expect(float32).toBeGreaterThan(0);
  });

  test('is said where it is not the end, and what comes before is still compared', () => {
    const { omissions } = compareCase(closedFormEngine(), golden);
    expect(omissions).toEqual([
      expect.stringMatching(/^tanh-two-outputs: trajectory 1 is compared up to step \d+ of 60/),
    ]);
    const wrong = { ...trajectory, loss: trajectory.loss.with(1, 0) };
    const { differences } = compareCase(closedFormEngine(), { ...golden, trajectories: [wrong] });
    const loss = differences.find(({ quantity }) => quantity === 'trajectory_loss');
    expect(loss!.error).toBeGreaterThan(toleranceOf('trajectory_loss', 'float64'));
  });
});
