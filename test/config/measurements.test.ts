import { expect, it } from 'vitest';
import { measurements } from '../../src/config/measurements.ts';
import { armsOf } from './temporary.ts';

const measured = (measure: string) =>
  measurements(
    armsOf(`data: { source: penguins }\ncurvature: { every: 3, measure: ${measure} }`).default!.curvature,
  );

it('each quantity has its own rhythm, or that of curvature.every', () => {
  expect(measured('[lambda_max, { lambda_min: { every: 10 } }]')).toEqual([
    { quantity: 'lambda_max', every: 3, options: {} },
    { quantity: 'lambda_min', every: 10, options: {} },
  ]);
});

it('options are those given, the others their defaults, however the quantity is written', () => {
  expect(measured('[{ trace: { method: hutch++ } }, alignment]')).toEqual([
    { quantity: 'trace', every: 3, options: { method: 'hutch++', probes: 30 } },
    { quantity: 'alignment', every: 3, options: { count: 10 } },
  ]);
});

it('quantities come in one order, that of their columns, whatever the order of the config', () => {
  const together = measured('[{ density: {}, trace: { every: 2 } }, lambda_max]');
  expect(together.map(({ quantity, every }) => [quantity, every])).toEqual([
    ['lambda_max', 3],
    ['trace', 2],
    ['density', 3],
  ]);
});
