import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, differences, type Ended, launch, rowsComputedAgain, rowsIn } from './process.ts';
import type { Try } from './row.ts';

/** What a run leaves that nothing happened to. */
export interface Reference {
  readonly content: Map<string, string>;
  readonly milliseconds: number;
}

/** Runs `c.yaml` in a folder without any fault, in checkpoints as sparse as `seconds` say. */
export async function undisturbed(folder: string, seconds: string): Promise<Reference> {
  const begun = performance.now();
  const env = { HESSIAN_LAB_CHECKPOINT_SECONDS: seconds };
  const { code, stderr } = await launch(folder, ['run', 'c.yaml', '--out', 'whole'], { env }).ended;
  if (code !== 0) throw new Error(`the undisturbed run ended with ${code}: ${stderr}`);
  return { content: contentOf(join(folder, 'whole')), milliseconds: performance.now() - begun };
}

/**
 * Resumes what a fault left in `<folder>/<out>` and compares it with the undisturbed run. Where the fault came before
 * anything was begun, the same command has to work again.
 */
export async function recover(
  folder: string,
  out: string,
  reference: Reference,
  env: Record<string, string> = {},
): Promise<Try> {
  const before = rowsIn(join(folder, out));
  const isBegun = existsSync(join(folder, out, 'config.yaml'));
  const args = isBegun ? ['run', '--resume', out] : ['run', 'c.yaml', '--out', out];
  const { code, stderr } = await launch(folder, args, { env }).ended;
  const different = code === 0 ? differences(reference.content, contentOf(join(folder, out))) : [];
  const failed = code !== 0 || different.length > 0;
  const failure = `${args.join(' ')} ended with ${code}; different: ${different.join(', ')}; ${stderr}`;
  if (!failed) return { failure: null, rowsAgain: rowsComputedAgain(before), lostRows: 0 };
  const lostRows = [...before.values()].reduce((sum, rows) => sum + rows, 0);
  return { failure, rowsAgain: 0, lostRows };
}

/** What is wrong with how a process ended that should have told a failure to write; null when nothing is. */
export function wrongEnd({ code, stderr }: Ended, expected: number, told: RegExp): string | null {
  if (code !== expected) return `ended with ${code} instead of ${expected}: ${stderr}`;
  if (!told.test(stderr)) return `did not tell ${told}: ${stderr}`;
  return /\n\s+at .*:\d+/.test(stderr) ? `showed a stack trace: ${stderr}` : null;
}
