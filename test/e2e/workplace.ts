import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A config whose runs take milliseconds. */
const tiny = {
  name: 'tiny',
  seeds: [1, 2],
  data: { source: 'linear', rows: 24, features: 2 },
  model: { hidden: [3], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 4, learningRate: 0.05 },
};

/** An empty folder with `tiny.yaml` in it, for one test. */
export function workplace(overrides: object = {}): string {
  const directory = temporaryDirectory();
  writeTiny(directory, overrides);
  return directory;
}

/** Writes `tiny.yaml` into a folder. */
export function writeTiny(directory: string, overrides: object = {}): void {
  writeFileSync(join(directory, 'tiny.yaml'), stringify({ ...tiny, ...overrides }));
}

/** Every file and folder below a folder, sorted. */
export function listing(directory: string): string[] {
  return (readdirSync(directory, { recursive: true }) as string[]).sort();
}
