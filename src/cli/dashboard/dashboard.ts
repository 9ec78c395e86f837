import { statSync } from 'node:fs';
import { serveDashboard } from '../../dashboard/server/server.ts';
import type { LoopbackServer } from '../../loopback/server.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { watchInterruption } from '../run/interruption.ts';
import { openBrowser } from './open-browser.ts';

/** The arguments of `hessian-lab dashboard`. */
export interface DashboardArguments {
  readonly directory: string;
  readonly port: string;
  readonly open: boolean;
  readonly json: boolean;
}

/** `hessian-lab dashboard`: serves until Ctrl-C, which is its ordinary end. */
export async function runDashboard({ directory, port, open, json }: DashboardArguments): Promise<number> {
  refuseOthers(directory);
  const dashboard = await serve(directory, parsePort(port));
  // Before the address is told: who reads it may press Ctrl-C at once.
  const interruption = watchInterruption(() => {});
  if (json) printJson({ url: dashboard.url, directory });
  else print(`Dashboard of ${directory} at ${dashboard.url} (Ctrl-C ends it)`);
  if (open) {
    const problem = await openBrowser(dashboard.url);
    if (problem !== null) printError(problem);
  }
  if (!interruption.signal.aborted) {
    await new Promise((resolve) => interruption.signal.addEventListener('abort', resolve, { once: true }));
  }
  interruption.dispose();
  await dashboard.close();
  return exitCodes.done;
}

function refuseOthers(directory: string): void {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  throw new UsageError(
    found
      ? `${directory} is a file; name the folder that it lies in.`
      : `${directory}: no such folder; name one that holds runs, or one above it. A run without --out makes results/.`,
  );
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port: received "${text}", allowed are whole numbers from 0 (a free one) to 65535.`);
}

async function serve(directory: string, port: number): Promise<LoopbackServer> {
  try {
    return await serveDashboard(directory, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UsageError(
        `--port: ${port} is in use; --port 0 takes a free one. Or another dashboard runs there.`,
      );
    if (code === 'EACCES')
      throw new UsageError(`--port: ${port} is not open to this user; choose one from 1024.`);
    throw error;
  }
}
