/** Writes a text and a line break to stdout: results, and nothing else, go there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a text and a line break to stderr: progress, notices and errors. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints the one JSON document of `--json`. NaN and ±Infinity, which JSON lacks, become strings as in the CSVs. */
export function printJson(document: unknown): void {
  print(
    JSON.stringify(
      document,
      (_key, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
      2,
    ),
  );
}

/**
 * Makes a reader that goes away early (`hessian-lab datasets | head -1`) harmless: the rest of the output is
 * dropped, and what the command does goes on.
 */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listeners('error').includes(ignoreClosedPipe)) continue;
    stream.on('error', ignoreClosedPipe);
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
