import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of the benchmark: its log, and where its numbers start. */
export interface BenchRun {
  readonly log: string;
  readonly offset: number;
}

/** The columns of `epochs.csv` in a config as it comes. */
const HEADER =
  'epoch,step,learning_rate,train_loss,test_loss,gradient_norm,lambda_max,lambda_max_residual,lambda_max_products,lambda_max_status,stability_ratio,lambda_min,lambda_min_residual,lambda_min_products,lambda_min_status';

/** Writes run directories of some arms and seeds, with rows from epoch 0 to `epochs`. */
export function writeRuns(folder: string, arms: number, seeds: number, epochs: number): BenchRun[] {
  return Array.from({ length: arms * seeds }, (_, i) => {
    const [arm, seed] = [`arm-${Math.floor(i / seeds)}`, (i % seeds) + 1];
    const place = join(folder, 'bench', '1', arm, `seed-${seed}`);
    mkdirSync(place, { recursive: true });
    const manifest = {
      ...{ format: 1, experiment: 'bench', arm, seed, status: 'interrupted', message: '' },
      ...{ start: '2026-01-01T00:00:00.000Z', end: null, configHash: arm },
    };
    writeFileSync(join(place, 'manifest.json'), JSON.stringify(manifest));
    writeFileSync(join(place, 'config.yaml'), `training: { epochs: ${epochs}, learningRate: 0.1 }\n`);
    const run = { log: join(place, 'epochs.csv'), offset: i };
    const rows = Array.from({ length: epochs + 1 }, (_, epoch) => row(run, epoch));
    writeFileSync(run.log, `${HEADER}\n${rows.join('')}`);
    return run;
  });
}

/** Appends one epoch, as a run does. */
export function appendRow(run: BenchRun, epoch: number): void {
  appendFileSync(run.log, row(run, epoch));
}

/** Numbers as long as real ones: a decay with waves, and λmax that climbs to its limit. */
function row({ offset }: BenchRun, epoch: number): string {
  const wave = 1 + 0.2 * Math.sin(epoch / 7 + offset) + 0.05 * Math.sin(epoch * offset);
  const loss = wave / (1 + epoch / (40 + offset));
  const lambda = 20 * (1 - Math.exp(-epoch / (500 + 20 * offset))) * wave;
  const cells = [
    epoch,
    epoch,
    0.1,
    loss,
    loss * 1.3,
    loss / 7,
    lambda,
    lambda / 3e4,
    3,
    'converged',
    lambda / 20,
  ];
  return `${cells.join(',')},${-lambda / 9},${lambda / 9e4},2,converged\n`;
}
