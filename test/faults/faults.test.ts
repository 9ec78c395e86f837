/**
 * The faults of `npm run test:faults` in a shorter form: real processes that are killed, real file systems that fill up,
 * damaged files of every kind. What was saved has to be good, and resuming has to end in the undisturbed run's bytes.
 */
import { expect, test } from 'vitest';
import { badInput } from '../../scripts/faults/bad-input.ts';
import { killAtFileOperations } from '../../scripts/faults/file-operations.ts';
import { rivalProcesses } from '../../scripts/faults/locks.ts';
import { killAtRandomMoments } from '../../scripts/faults/moments.ts';
import type { FaultRow } from '../../scripts/faults/row.ts';
import { storageFaults } from '../../scripts/faults/storage.ts';

/** Other processes may have the cores to themselves for a while. */
const PATIENCE = 300_000;

function expectSurvived(rows: readonly FaultRow[]): void {
  expect(rows.flatMap(({ fault, failures }) => failures.map((failure) => `${fault}: ${failure}`))).toEqual(
    [],
  );
  for (const { fault, tries, survived, lostRows } of rows) {
    expect(tries, fault).toBeGreaterThan(0);
    expect({ survived, lostRows }, fault).toEqual({ survived: tries, lostRows: 0 });
  }
}

test.concurrent('a kill at a file operation, of a run or of a resume, loses nothing', {
  timeout: PATIENCE,
}, async () => {
  expectSurvived(await killAtFileOperations(2));
});

test.concurrent('of several processes on one run directory one writes, the others are told its number', {
  timeout: PATIENCE,
}, async () => {
  expectSurvived(await rivalProcesses(1));
});

test.concurrent.for([
  ['closed-form', 100],
  ['tfjs', 15],
] as const)(
  'kill -9 at a random moment loses nothing, %s',
  { timeout: PATIENCE },
  async ([engine, epochs]) => {
    expectSurvived([await killAtRandomMoments(engine, epochs, 4)]);
  },
);

test.concurrent('a full disk, a read-only one and a vanished folder end with 5, and what was saved is good', {
  timeout: PATIENCE,
}, async () => {
  expectSurvived(await storageFaults(2));
});

test.concurrent('so do the faults that stand in for them where no file system may be mounted', {
  timeout: PATIENCE,
}, async () => {
  expectSurvived(await storageFaults(1, false));
});

test('damaged files are read or refused by name, in bounded time and memory', {
  timeout: PATIENCE,
}, async () => {
  expectSurvived(await badInput(500, 1));
});
