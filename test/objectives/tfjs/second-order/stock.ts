import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What uncorrected TensorFlow.js gives for one case: its numbers, or what it throws. */
export interface StockResult {
  readonly gradient: readonly number[];
  readonly product: readonly number[];
  readonly error: string;
}

/**
 * Runs all cases with TensorFlow.js as it ships, on the plain backend. In a process of its own, because a correction
 * cannot be taken back.
 */
export function stockResults(): StockResult[] {
  const script = fileURLToPath(new URL('./stock-process.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', script], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output) as StockResult[];
}
