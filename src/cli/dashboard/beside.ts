import { type ChildProcess, fork } from 'node:child_process';
import { moduleBeside } from '../../processes/pool.ts';
import { printError } from '../output.ts';

/** What the process of the page says once. */
export type ServerMessage = { readonly url: string } | { readonly problem: string };

/** A run does not wait any longer for its page. */
const PATIENCE_MILLISECONDS = 20_000;

/**
 * Does something while a page about a directory is served, and ends the page with it. The page has a process of its own:
 * training is synchronous, and would let it wait for whole epochs. A page that cannot be served costs no run: a line says
 * why.
 *
 * @param directory null: without a page
 */
export async function besideDashboard<T>(directory: string | null, action: () => Promise<T>): Promise<T> {
  if (directory === null) return action();
  const child = fork(moduleBeside(import.meta.url, './child'), [directory], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const message = await firstMessage(child);
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

function firstMessage(child: ChildProcess): Promise<ServerMessage> {
  return new Promise((resolve) => {
    const seconds = PATIENCE_MILLISECONDS / 1000;
    setTimeout(() => resolve({ problem: `no answer in ${seconds} s` }), PATIENCE_MILLISECONDS).unref();
    child.once('message', (message) => resolve(message as ServerMessage));
    child.once('error', ({ message }) => resolve({ problem: message }));
    child.once('exit', (code) => resolve({ problem: `its process ended with code ${code}` }));
  });
}
