import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A dashboard in a process of its own, as users start it. */
export interface BenchServer {
  readonly url: string;
  /** From the start of the process until it had read every file. */
  readonly readMilliseconds: number;
  stop(): void;
}

const LAUNCHER = fileURLToPath(new URL('../../hessian-lab.mjs', import.meta.url));

/** Starts `hessian-lab dashboard` on a free port and waits until it has read all there is. */
export async function startServer(folder: string): Promise<BenchServer> {
  const begun = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, 'dashboard', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
    if (url !== '') break;
  }
  if (url === '') throw new Error(`hessian-lab dashboard ended with code ${child.exitCode}`);
  while (!(await isLookedThrough(url))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { url, readMilliseconds: performance.now() - begun, stop: () => void child.kill('SIGINT') };
}

/** The first event says so. */
async function isLookedThrough(url: string): Promise<boolean> {
  const controller = new AbortController();
  const response = await fetch(`${url}events`, { signal: controller.signal });
  let said = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    said += part;
    if (said.includes('\n\n')) break;
  }
  controller.abort();
  return said.includes('"isLookedThrough":true');
}
