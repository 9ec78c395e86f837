import { describe, expect, onTestFinished, test } from 'vitest';
import { type Peer, startPeer } from '../../../scripts/bench/child.ts';

const HELLO = { contenders: [{ work: 'w', name: 'n', precision: 'float64' }], versions: {}, threads: 1 };

/** Starts a real process that runs `script` for each order, which it knows as `order`. */
async function peerOf(
  script: string,
  signal = new AbortController().signal,
  hello = `say(${JSON.stringify(HELLO)});`,
) {
  const program = `
    const say = (answer) => console.log(JSON.stringify(answer));
    ${hello}
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const order = JSON.parse(line);
      ${script}
    });`;
  const peer = await startPeer(process.execPath, ['-e', program], process.env, signal);
  onTestFinished(() => peer.stop());
  return peer;
}

/** Whether the process of a peer that tells its number is still there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function pidOf(peer: Peer): Promise<number> {
  return (await peer.check(0)).pid as number;
}

describe('a peer in a process of its own', () => {
  test('says hello, then answers each order', async () => {
    const peer = await peerOf(`
      if ('check' in order) say({ index: order.check });
      else say({ times: [order.turn, order.milliseconds] });`);
    expect(peer.hello).toEqual(HELLO);
    expect(await peer.check(3)).toEqual({ index: 3 });
    expect(await peer.turn(1, 40)).toEqual([1, 40]);
    expect(await peer.check(5)).toEqual({ index: 5 });
  });

  test('goes on after a failure that it reports', async () => {
    const peer = await peerOf(`say(order.check === 0 ? { error: 'ValueError: no' } : { fine: 1 });`);
    await expect(peer.check(0)).rejects.toThrow('ValueError: no');
    expect(await peer.check(1)).toEqual({ fine: 1 });
  });

  test('that dies fails with its exit code and its last complaint, then and afterwards', async () => {
    const peer = await peerOf(`console.error('MemoryError: out of memory'); process.exit(7);`);
    await expect(peer.check(0)).rejects.toThrow('it ended (exit code 7): MemoryError: out of memory');
    await expect(peer.check(0)).rejects.toThrow('exit code 7');
  });

  test('that cannot work fails to start with the reason it gives', async () => {
    const start = peerOf('', undefined, `say({ error: 'ModuleNotFoundError: no torch' });`);
    await expect(start).rejects.toThrow('ModuleNotFoundError: no torch');
  });

  test('that does not exist fails to start', async () => {
    const signal = new AbortController().signal;
    await expect(startPeer('/no/such/program', [], {}, signal)).rejects.toThrow('ENOENT');
  });

  test('ends when it is stopped', async () => {
    const peer = await peerOf('say({ pid: process.pid });');
    const pid = await pidOf(peer);
    expect(isAlive(pid)).toBe(true);
    await peer.stop();
    expect(isAlive(pid)).toBe(false);
    await peer.stop();
  });

  test('is killed when the benchmark is interrupted in the middle of an order', async () => {
    const interruption = new AbortController();
    const peer = await peerOf(
      `if (order.check === 0) say({ pid: process.pid }); else for (;;);`,
      interruption.signal,
    );
    const pid = await pidOf(peer);
    const pending = peer.check(1);
    interruption.abort();
    await expect(pending).rejects.toThrow('aborted');
    await peer.stop();
    expect(isAlive(pid)).toBe(false);
  });
});
