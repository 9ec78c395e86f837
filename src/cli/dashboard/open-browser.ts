import { spawn } from 'node:child_process';

/** What opens an address in the user's browser, by system. */
const OPENERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['explorer'],
};

/** Opens an address in the user's browser; null, or a line on why it could not. */
export function openBrowser(url: string): Promise<string | null> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(`${command} could not be started: open ${url} yourself.`));
    child.once('spawn', () => {
      child.unref();
      resolve(null);
    });
  });
}
