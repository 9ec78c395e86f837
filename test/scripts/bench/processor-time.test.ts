/** Processor time as the operating system tells it, against lines written by hand and a real child process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { parseStat, processorTime, timeOfTree } from '../../../scripts/bench/processor-time.ts';

describe('processor time', () => {
  test('is read from /proc/<pid>/stat, whatever the name of the process holds', () => {
    const text = '42 (a) R 7 (b) S 17 42 42 0 -1 4194560 10 20 30 40 250 50 999 999 20 0 1 0 1 2 3';
    expect(parseStat(text)).toEqual({ pid: 42, parent: 17, milliseconds: 3000 });
  });

  test('of a tree is that of a process and its descendants, and of no other', () => {
    const of = (pid: number, parent: number, milliseconds: number) => ({ pid, parent, milliseconds });
    const processes = [of(1, 0, 1000), of(2, 1, 100), of(3, 2, 10), of(4, 1, 1)];
    expect(timeOfTree(processes, 2)).toBe(110);
    expect(timeOfTree(processes, 1)).toBe(1111);
  });

  test.runIf(process.platform === 'linux')('grows by what a child takes', async () => {
    const work = 'while (process.cpuUsage().user < 1e5); console.log("done"); setInterval(() => {}, 1e5);';
    const before = processorTime()!;
    const child = spawn(process.execPath, ['--eval', work], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    // A tick may be missing at either end.
    expect(processorTime()! - before).toBeGreaterThanOrEqual(80);
    child.kill();
    await once(child, 'close');
  });
});
