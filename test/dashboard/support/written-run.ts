import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thisProcess } from '../../../src/runs/process-identity.ts';

/** The columns that written runs have. */
const HEADER = 'epoch,step,learning_rate,train_loss,test_loss,gradient_norm,lambda_max,stability_ratio';

/** A row of `epochs.csv` whose numbers follow from the epoch and the seed. */
export function row(epoch: number, seed = 1): string {
  const loss = 1 / (epoch + seed);
  return `${epoch},${epoch},0.1,${loss},${2 * loss},${loss / 3},${10 + seed},${(10 + seed) * 0.05}\n`;
}

/** What a written run differs in from others. */
export interface RunOptions {
  readonly arm?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly status?: string;
  /** null: the run goes on, or its process is dead. */
  readonly end?: string | null;
  readonly start?: string;
  readonly config?: string;
}

/** Writes the folder of a run, as `hessian-lab run` leaves it; gives its path. */
export function writeRun(directory: string, options: RunOptions = {}): string {
  const {
    arm = 'raw',
    seed = 1,
    epochs = 10,
    status = 'completed',
    end = '2026-01-01T00:01:00.000Z',
  } = options;
  const { start = '2026-01-01T00:00:00.000Z', config = 'training: { epochs: 10 }\n' } = options;
  const folder = join(directory, arm, `seed-${seed}`);
  mkdirSync(folder, { recursive: true });
  const manifest = {
    format: 1,
    experiment: 'written',
    arm,
    seed,
    status,
    message: '',
    start,
    end,
    configHash: arm,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'config.yaml'), config);
  const rows = Array.from({ length: epochs + 1 }, (_, epoch) => row(epoch, seed));
  writeFileSync(join(folder, 'epochs.csv'), `${HEADER}\n${rows.join('')}`);
  return folder;
}

/** Appends epochs to a run, as a process that goes on does. */
export function appendEpochs(folder: string, from: number, to: number, seed = 1): void {
  for (let epoch = from; epoch <= to; epoch++) appendFileSync(join(folder, 'epochs.csv'), row(epoch, seed));
}

/** Locks a directory in the name of this process, or of another one. */
export function writeLock(directory: string, holder: object = thisProcess()): void {
  writeFileSync(join(directory, 'lock.json'), JSON.stringify(holder));
}
