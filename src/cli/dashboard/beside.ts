import { type ChildProcess, fork } from 'node:child_process';
import { moduleBeside } from '../../processes/pool.ts';
import { printError } from '../output.ts';

/** What the process of the page says once. */
export type ServerMessage = { readonly url: string } | { readonly problem: string };

/** A run does not wait any longer for its page. */
const PATIENCE_MILLISECONDS = 20_000;

/** How the process of the page is started; for tests. */
interface BesideOptions {
  /** The module of the process, which sends a `ServerMessage`. */
  readonly server?: string | URL;
  /** Milliseconds to wait for that. */
  readonly patience?: number;
}

/**
 * Does something while a page about a directory is served, and ends the page with it. The page has a process of its own:
 * training is synchronous, and would let it wait for whole epochs. A page that cannot be served costs no run: a line says
 * why.
 *
 * @param directory null: without a page
 */
export async function besideDashboard<T>(
  directory: string | null,
  action: () => Promise<T>,
  { server = moduleBeside(import.meta.url, './child'), patience = PATIENCE_MILLISECONDS }: BesideOptions = {},
): Promise<T> {
  if (directory === null) return action();
  const child = fork(server, [directory], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const message = await firstMessage(child, patience);
  printError(
    'url' in message
      ? `Dashboard at ${message.url} while this goes on; afterwards: hessian-lab dashboard ${directory}`
      : `The dashboard could not be served: ${message.problem}`,
  );
  try {
    return await action();
  } finally {
    // It ends when nobody is there any more.
    if (child.connected) child.disconnect();
  }
}

function firstMessage(child: ChildProcess, patience: number): Promise<ServerMessage> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      // One that hangs would not hear that it is to end, and keep this process from its own end.
      child.kill('SIGKILL');
      resolve({ problem: `no answer in ${patience / 1000} s` });
    }, patience);
    const settle = (message: ServerMessage) => {
      clearTimeout(limit);
      resolve(message);
    };
    child.once('message', (message) => settle(message as ServerMessage));
    child.once('error', ({ message }) => settle({ problem: message }));
    child.once('exit', (code) => settle({ problem: `its process ended with code ${code}` }));
  });
}
