import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { lastComplaint } from '../setup/command.mjs';
import {
  checkSchema,
  type Computed,
  type Hello,
  helloSchema,
  type Order,
  parseAnswer,
  turnSchema,
} from './protocol.ts';

/** A peer in a process of its own, which lives for the whole benchmark. */
export interface Peer {
  readonly hello: Hello;
  check(contender: number): Promise<Computed>;
  turn(contender: number, milliseconds: number): Promise<readonly number[]>;
  /** Ends the process; calling it twice is harmless. */
  stop(): Promise<void>;
}

/** Time that a process has to end by itself after its input ended, in milliseconds. */
const GRACE = 2000;

/**
 * Starts a peer and waits for its hello.
 *
 * @param signal when aborted, the process is killed
 * @throws Error with the reason when it cannot start, or says that it cannot work
 */
export async function startPeer(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Peer> {
  // Its own process group would outlive a Ctrl-C in the terminal; so it stays in ours.
  const child = spawn(program, args, { env, signal, killSignal: 'SIGKILL', windowsHide: true });
  const lines = answers(child);
  const ask = async <Answer>(schema: z.ZodType<Answer>, order?: Order): Promise<Answer> => {
    if (order) child.stdin.write(`${JSON.stringify(order)}\n`);
    return parseAnswer(await lines.next(), schema);
  };
  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await ended;
    clearTimeout(timer);
  }
  try {
    const hello = await ask(helloSchema);
    return {
      hello,
      check: (contender) => ask(checkSchema, { check: contender }),
      turn: async (turn, milliseconds) => (await ask(turnSchema, { turn, milliseconds })).times,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The lines that a process writes, one at a time; its end is an error with its last complaint. */
function answers(child: ChildProcessWithoutNullStreams): { next(): Promise<string> } {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  const ready: string[] = [];
  let end: Error | null = null;
  let complaints = '';
  const fail = (error: Error) => {
    end ??= error;
    for (const { reject } of waiting.splice(0)) reject(end);
  };
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-10_000);
  });
  // Writing to a process that has ended: 'close' tells more.
  child.stdin.on('error', () => {});
  child.once('error', fail);
  child.once('close', (code, signal) => {
    const reason = lastComplaint(complaints);
    fail(new Error(`it ended (${signal ?? `exit code ${code}`})${reason ? `: ${reason}` : ''}`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const next = waiting.shift();
    if (next) next.resolve(line);
    else ready.push(line);
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const line = ready.shift();
        if (line !== undefined) resolve(line);
        else if (end) reject(end);
        else waiting.push({ resolve, reject });
      }),
  };
}
