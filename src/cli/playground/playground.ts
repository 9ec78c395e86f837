import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoopbackServer } from '../../loopback/server.ts';
import { FILES, playgroundFolder, servePlayground } from '../../playground/serve.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { watchInterruption } from '../run/interruption.ts';

/** The arguments of `hessian-lab playground`. */
export interface PlaygroundArguments {
  readonly port: string | undefined;
  readonly export: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

const USUAL_PORT = 8484;

/** `hessian-lab playground`: serves the page until it is interrupted, which is its usual end and exit code 0. */
export async function openPlayground(args: PlaygroundArguments): Promise<number> {
  if (args.export !== undefined) return exportFiles(args.export, args);
  const server = await serve(args.port);
  const { url } = server;
  // Before the address is told: who reads it may press Ctrl-C at once.
  const interruption = watchInterruption(() => {});
  if (args.json) printJson({ url });
  else print(args.quiet ? url : `The playground is at ${url}`);
  if (!args.quiet && !args.json) printError('It answers this machine only. Ctrl-C ends it.');
  await new Promise<void>((resolve) => interruption.signal.addEventListener('abort', () => resolve()));
  await server.close();
  interruption.dispose();
  return exitCodes.done;
}

async function serve(wanted: string | undefined): Promise<LoopbackServer> {
  const folder = playgroundFolder();
  if (wanted === undefined) {
    return servePlayground(folder, USUAL_PORT).catch(() => servePlayground(folder, 0));
  }
  const port = /^\d{1,5}$/.test(wanted) ? Number(wanted) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`--port: received "${wanted}", allowed are 0 to 65535; 0 takes any that is free.`);
  }
  return servePlayground(folder, port).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined
      ? error
      : new UsageError(
          `--port: ${port} on 127.0.0.1 is not to be had (${error.code}); choose another, or 0 for any that is free.`,
        );
  });
}

async function exportFiles(folder: string, { quiet, json }: PlaygroundArguments): Promise<number> {
  const source = playgroundFolder();
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`--export: ${folder} is no folder that can be written to (${error.code}).`);
  });
  if (present.length > 0) {
    throw new UsageError(`--export: ${folder} is not empty; name a new folder, or empty this one.`);
  }
  await mkdir(folder, { recursive: true });
  const files = Object.keys(FILES);
  for (const name of files) await copyFile(join(source, name), join(folder, name));
  if (json) printJson({ folder, files });
  else if (!quiet) print(`Wrote ${files.length} files to ${folder}; any web server can hand them out.`);
  return exitCodes.done;
}
