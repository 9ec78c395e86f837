import { jsonText } from '../runs/json-text.ts';

/** Writes a text and a line break to stdout: results, and nothing else, go there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a text and a line break to stderr: progress, notices and errors. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints the one JSON document of `--json`; `documents/` tells what it holds. */
export function printJson(document: unknown): void {
  print(jsonText(document));
}

/**
 * Keeps what happens to stdout and stderr from ending the process: what the command does, and saves, goes on.
 *
 * A reader that goes away early (`hessian-lab datasets | head -1`) is harmless, and the rest of the output is dropped.
 * Output that cannot be written for another reason (a full disk behind a redirection) is remembered.
 *
 * @returns waits until all output was handed over, and gives one line on what could not be written; null when all was
 */
export function guardOutput(): () => Promise<string | null> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(noteFailure)) stream.on('error', noteFailure);
  }
  return async () => {
    await Promise.all([handedOver(process.stdout), handedOver(process.stderr)]);
    const lost = [...failures].map(([{ fd }, code]) => `standard ${fd === 1 ? 'output' : 'error'} (${code})`);
    if (lost.length === 0) return null;
    return `could not write to ${lost.join(' and ')}: what was to be printed there is lost, results in files are not. Free some space, or redirect the output to another place.`;
  };
}

type Output = typeof process.stdout | typeof process.stderr;

/** The errno code of each stream's first failure. */
const failures = new Map<Output, string>();

function noteFailure(this: Output, { code }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE' && !failures.has(this)) failures.set(this, code ?? 'unknown');
}

/** Resolves when the writes so far have ended and their errors, which come a turn later, have been told. */
function handedOver(stream: Output): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => setImmediate(resolve));
  });
}
