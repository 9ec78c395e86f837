import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Workplace } from './pool.ts';

/**
 * What a worker runs: JavaScript, since there is no loader of TypeScript in it. It sleeps until the signal's first
 * word changes, takes in the memories that it does not know yet, and helps in the one that the second word names.
 * The third word counts sleepers.
 */
const SOURCE = `
const { receiveMessageOnPort, workerData } = require('node:worker_threads');
const { index, signal, port } = workerData;
const kernels = new Map();
let seen = 0;
for (;;) {
  if (Atomics.load(signal, 0) === seen) {
    Atomics.add(signal, 2, 1);
    Atomics.wait(signal, 0, seen);
    Atomics.sub(signal, 2, 1);
  }
  seen = Atomics.load(signal, 0);
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    const { id, memory, module } = next.message;
    const sleep = () => { throw new Error('workers do not wait for one another'); };
    const wake = (address) => Atomics.notify(new Int32Array(memory.buffer), address / 4);
    kernels.set(id, new WebAssembly.Instance(module, { env: { memory, sleep, wake } }).exports);
  }
  kernels.get(Atomics.load(signal, 1))?.help(index);
}
`;

const [CALLS, PLACE, SLEEPERS] = [0, 1, 2];

interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** The memories it was given. */
  readonly known: Set<number>;
}

const signal = new Int32Array(new SharedArrayBuffer(12));
let helpers: Helper[] = [];
/** Whether this process may not start workers: Node's permission model, or no threads left. Then the caller works alone. */
let refused = false;

/**
 * Calls `count` workers to the program that is about to run in `place`, and returns at once: workers that come in
 * time take part. They are started when first called, serve every objective of the process, do not keep it from
 * ending, and sleep when there is nothing to do.
 */
export function callWorkers({ id, memory, module }: Workplace, count: number): void {
  while (helpers.length < count && !refused) {
    try {
      helpers.push(startHelper(helpers.length + 1));
    } catch {
      refused = true;
    }
  }
  for (const { port, known } of helpers) {
    if (known.has(id)) continue;
    known.add(id);
    port.postMessage({ id, memory, module });
  }
  Atomics.store(signal, PLACE, id);
  Atomics.add(signal, CALLS, 1);
  if (Atomics.load(signal, SLEEPERS) > 0) Atomics.notify(signal, CALLS);
}

/**
 * Runs for which workers are left alone, after one that lost its processor kept the caller waiting, which on a busy
 * machine lasts milliseconds: few at first, each time twice as many.
 */
const [LEAST_PATIENCE, MOST_PATIENCE] = [16, 1024];
let [alone, patience] = [0, LEAST_PATIENCE];

/** Whether workers should be called, to be asked once before each run. */
export function workersAreReliable(): boolean {
  if (alone === 0) return true;
  alone--;
  return false;
}

/** After a run with workers: how long it took, and how much of that the caller slept for want of the last chunks. */
export function judgeWorkers(milliseconds: number, slept: number): void {
  if (slept > milliseconds / 2) {
    alone = patience;
    patience = Math.min(2 * patience, MOST_PATIENCE);
  } else {
    patience = Math.max(patience / 2, LEAST_PATIENCE);
  }
}

/**
 * Ends the workers that hold a memory which nobody needs any more: they alone would keep it. The next call starts
 * new ones.
 */
export function forgetPlace(id: number): void {
  if (!helpers.some(({ known }) => known.has(id))) return;
  for (const { worker } of helpers) void worker.terminate();
  helpers = [];
}

/** Started without the parent's flags and NODE_OPTIONS: a loader of TypeScript would only cost time. */
function startHelper(index: number): Helper {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(SOURCE, {
    eval: true,
    workerData: { index, signal, port: port2 },
    transferList: [port2],
    execArgv: [],
    env: {},
    name: `hessian-lab kernel ${index}`,
  });
  // One that cannot start never claims a chunk: the others do its work.
  worker.on('error', () => {});
  worker.unref();
  port1.unref();
  return { worker, port: port1, known: new Set() };
}
