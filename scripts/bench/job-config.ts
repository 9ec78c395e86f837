import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { mlpLayout } from '../../src/models/layout.ts';
import { toParameterFile } from '../../src/models/parameters.ts';
import type { Job, Problem } from './problem.ts';

/**
 * Writes the job as a config of this project, with its data and start parameters, into a folder.
 *
 * @returns the path of the config
 */
export function writeJobConfig(
  folder: string,
  { specification, inputs, targets, parameters }: Problem,
  job: Job,
): string {
  const layout = mlpLayout(specification);
  const header = [...Array.from({ length: inputs.columns }, (_, i) => `x${i + 1}`), 'y'];
  const lines = Array.from(targets.values, (target, row) =>
    [...inputs.values.subarray(row * inputs.columns, (row + 1) * inputs.columns), target].join(','),
  );
  writeFileSync(join(folder, 'job.csv'), `${[header.join(','), ...lines].join('\n')}\n`);
  writeFileSync(join(folder, 'job-parameters.json'), JSON.stringify(toParameterFile(layout, parameters)));
  const config = {
    name: 'benchmark-job',
    seeds: [1],
    data: {
      source: 'file',
      path: 'job.csv',
      target: 'y',
      inputs: 'raw',
      targets: 'raw',
      testFraction: 0,
    },
    model: {
      hidden: specification.layers.slice(1, -1),
      activation: specification.activation,
      initialization: { file: 'job-parameters.json' },
    },
    training: {
      engine: 'closed-form',
      optimizer: { type: 'gradient-descent', learningRate: job.learningRate },
      batchSize: 'full',
      epochs: job.steps,
    },
    curvature: { engine: 'closed-form', tolerance: job.tolerance },
  };
  const path = join(folder, 'job.yaml');
  writeFileSync(path, stringify(config));
  return path;
}
