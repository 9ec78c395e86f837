/** Folders of workers that were killed for real. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LOCK_FILE } from '../../../src/runs/lock.ts';
import { thisProcess } from '../../../src/runs/process-identity.ts';
import { openWorkplace } from '../../../src/sweeps/queue/workplace.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const module = new URL('../../../src/sweeps/queue/workplace.ts', import.meta.url).href;

/** A process with a workplace of its own; `kill` returns when the system has ended it. */
async function worker(parent: string) {
  const words = `import(${JSON.stringify(module)}).then((m) => m.openWorkplace(${JSON.stringify(parent)})).then(({ directory }) => { console.log(directory); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  onTestFinished(async () => void (await kill()));
  const directory = await new Promise<string>((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => resolve(text.trim())),
  );
  return { directory, kill };
}

/** A folder as workers name theirs, with files by their path. */
function folderIn(parent: string, letters: string, files: Readonly<Record<string, string>>): string {
  const folder = join(parent, `hessian-lab-worker-${letters}`);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const anHourAgo = new Date(Date.now() - 3_600_000);
const identity = (change: object = {}) => JSON.stringify({ ...thisProcess(), ...change });
/** This process's number, as the system gave it to another one before. */
const reused = identity({ started: 'another boot/1' });

test("a killed worker's folder goes when the next one starts, a living one's stays", async () => {
  const parent = temporaryDirectory();
  const [doomed, living] = [await worker(parent), await worker(parent)];
  mkdirSync(join(doomed.directory, 'slot-1', 'default', 'seed-1'), { recursive: true });
  writeFileSync(join(doomed.directory, 'slot-1', 'default', 'seed-1', 'epochs.csv'), 'epoch\n');
  await doomed.kill();
  expect(existsSync(doomed.directory)).toBe(true);
  const own = await openWorkplace(parent);
  expect(readdirSync(parent).sort()).toEqual(
    [own.directory, living.directory].map((path) => basename(path)).sort(),
  );
  await own.dispose();
  expect(existsSync(own.directory)).toBe(false);
});

test('the number of a dead worker may be that of a process that lives now', async () => {
  const parent = temporaryDirectory();
  const folder = folderIn(parent, 'AbCd09', { [LOCK_FILE]: reused, 'inputs/data': '1' });
  await (await openWorkplace(parent)).dispose();
  expect(existsSync(folder)).toBe(false);
});

test('what may be in use, or is no folder of a worker, stays', async () => {
  const [parent, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
  const kept = [
    // A process of a dead worker still saves its run.
    folderIn(parent, 'saving', { [LOCK_FILE]: reused, [`slot-1/a/seed-1/${LOCK_FILE}`]: identity() }),
    folderIn(parent, 'remote', { [LOCK_FILE]: identity({ host: 'another' }) }),
    folderIn(parent, 'foreig', { 'notes.txt': 'somebody needs this' }),
    folderIn(parent, 'broken', { [LOCK_FILE]: '{' }),
    // One that starts right now.
    folderIn(parent, 'starts', {}),
    folderIn(parent, 'longer-name', { [LOCK_FILE]: reused }),
  ];
  writeFileSync(join(elsewhere, LOCK_FILE), reused);
  symlinkSync(elsewhere, join(parent, 'hessian-lab-worker-linked'));
  utimesSync(kept[2]!, anHourAgo, anHourAgo);
  await (await openWorkplace(parent)).dispose();
  for (const folder of [...kept, join(elsewhere, LOCK_FILE)]) expect(existsSync(folder)).toBe(true);
});

test('a folder whose worker was killed before it had a lock goes after a minute', async () => {
  const parent = temporaryDirectory();
  const empty = folderIn(parent, 'killed', {});
  const half = folderIn(parent, 'halved', { [`${LOCK_FILE}.0123456789ab.tmp`]: '{' });
  for (const folder of [empty, half]) utimesSync(folder, anHourAgo, anHourAgo);
  await (await openWorkplace(parent)).dispose();
  expect(readdirSync(parent)).toEqual([]);
});
