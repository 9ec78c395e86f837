import { expect, it } from 'vitest';
import { measurements } from '../../src/config/measurements.ts';
import { armsOf } from './temporary.ts';

it('each quantity has its own rhythm, or that of curvature.every', () => {
  const { default: arm } = armsOf(
    'data: { source: penguins }\ncurvature: { every: 3, measure: [lambda_max, { trace: { every: 10 } }] }',
  );
  expect(measurements(arm!.curvature)).toEqual([
    { quantity: 'lambda_max', every: 3 },
    { quantity: 'trace', every: 10 },
  ]);
});
