import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_FILE } from '../../src/runs/lock.ts';
import { thisProcess } from '../../src/runs/process-identity.ts';
import {
  config,
  inFolder,
  launch,
  rowsComputedAgain,
  rowsIn,
  rowsThere,
  writeConfigFile,
} from './process.ts';
import { type FaultRow, faultRow, forEach, type Try } from './row.ts';
import { type Reference, recover, undisturbed, wrongEnd } from './survive.ts';

/** Processes that resume one run at the same time. */
const RIVALS = 4;

/**
 * Several processes on one run directory: one writes, every other is refused with its process id, and where it is dead
 * one of them goes on at once. Afterwards, resuming has to end in the undisturbed run's bytes.
 *
 * @param tries of each kind
 */
export async function rivalProcesses(tries: number): Promise<FaultRow[]> {
  return inFolder(async (folder) => {
    writeConfigFile(folder, config('closed-form', 150, [1]));
    const reference = await undisturbed(folder, '0');
    const each = (name: string, one: (out: string) => Promise<Try>) =>
      forEach(
        Array.from({ length: tries }, (_, index) => `${name}-${index}`),
        one,
      );
    return [
      faultRow(
        'second process while the first one holds still',
        await each('second', (out) => secondProcess(folder, out, reference)),
      ),
      faultRow(
        `${RIVALS} processes resume a killed run at once`,
        await each('rivals', (out) => resumeAtOnce(folder, out, reference)),
      ),
      faultRow(
        'lock of a dead process whose number another has',
        await each('reused', (out) => numberReused(folder, out, reference)),
      ),
    ];
  });
}

/** SIGSTOP: alive, and at no risk of ending before it was asked for. */
async function secondProcess(folder: string, out: string, reference: Reference): Promise<Try> {
  const first = await stopped(folder, out);
  const second = await launch(folder, ['run', '--resume', out]).ended;
  const failure = wrongEnd(second, 2, new RegExp(`in use by process ${first.child.pid} `));
  first.child.kill('SIGKILL');
  await first.ended;
  const recovered = await recover(folder, out, reference);
  return { ...recovered, failure: failure ?? recovered.failure };
}

async function resumeAtOnce(folder: string, out: string, reference: Reference): Promise<Try> {
  const first = await stopped(folder, out);
  first.child.kill('SIGKILL');
  await first.ended;
  const before = rowsIn(join(folder, out));
  const rivals = Array.from({ length: RIVALS }, () => launch(folder, ['run', '--resume', out]));
  const pids = rivals.map(({ child }) => child.pid);
  const ends = await Promise.all(rivals.map(({ ended }) => ended));
  const problems = ends.flatMap((end) => {
    // One that comes when another is done finds nothing to do.
    if (end.code === 0) return [];
    return wrongEnd(end, 2, new RegExp(`in use by process (${pids.join('|')}) `)) ?? [];
  });
  if (ends.every(({ code }) => code !== 0)) problems.push('none of them went on');
  const rowsAgain = rowsComputedAgain(before);
  const { failure, lostRows } = await recover(folder, out, reference);
  return { failure: problems[0] ?? failure, rowsAgain, lostRows };
}

/** The number of this process, which lives, with another time of start: only Linux tells that apart. */
async function numberReused(folder: string, out: string, reference: Reference): Promise<Try> {
  const first = await stopped(folder, out);
  first.child.kill('SIGKILL');
  await first.ended;
  const { started, ...own } = thisProcess();
  const lock = started === null ? readFileSync(join(folder, out, LOCK_FILE), 'utf8') : null;
  const reused = lock ?? JSON.stringify({ ...own, started: started!.replace(/\d+$/, '1') });
  writeFileSync(join(folder, out, LOCK_FILE), reused);
  return recover(folder, out, reference);
}

/** A run in its middle that holds still, its lock with it. */
async function stopped(folder: string, out: string) {
  const run = launch(folder, ['run', 'c.yaml', '--out', out]);
  await rowsThere(join(folder, out));
  run.child.kill('SIGSTOP');
  return run;
}
