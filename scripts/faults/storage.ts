import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { config, inFolder, launch, rowsThere, totalRows, writeConfigFile } from './process.ts';
import { type FaultRow, faultRow, type Try } from './row.ts';
import { type Reference, recover, undisturbed, wrongEnd } from './survive.ts';

const EPOCHS = 20;
const SIZE = 256 * 1024;

/**
 * Storage that fails under a run: a full file system, files that reach a limit, one that turns read-only, a folder that
 * vanishes. Each has to end with exit code 5 and say so; what was saved has to be good to go on with.
 *
 * The full and the read-only one are real file systems where this process may mount one, which root in a container may
 * not; elsewhere a full disk is stood in for by the limit alone, and a read-only one by permissions, or for root, whom
 * they do not stop, by a file in the folder's place. The rows' names say which it was.
 *
 * @param tries of the full disk and of the limit, with less and less room
 * @param mayMount false: as where this process may not mount
 */
export async function storageFaults(tries: number, mayMount = true): Promise<FaultRow[]> {
  return inFolder(async (folder) => {
    writeConfigFile(folder, config('closed-form', EPOCHS, [1]));
    const reference = await undisturbed(folder, '0');
    const rooms = Array.from({ length: tries }, (_, i) => Math.floor(((i + 0.5) * ROOM) / tries / 4096) + 1);
    const rows = [await limited(folder, reference, rooms)];
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    writeConfigFile(disk, config('closed-form', EPOCHS, [1]));
    const canMount = mayMount && mount('-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk);
    try {
      if (canMount) {
        writeConfigFile(disk, config('closed-form', EPOCHS, [1]));
        rows.push(await full(disk, reference, rooms));
        mount('-o', 'remount,rw,size=16m', disk);
      }
      const way = canMount ? readOnlySystem : process.getuid?.() === 0 ? fileInPlace : readOnlyFolder;
      rows.push(
        faultRow(`${way.name} in the middle of a run`, [await closedMeanwhile(disk, reference, way)]),
      );
    } finally {
      if (canMount) spawnSync('umount', ['-l', disk]);
    }
    return [...rows, faultRow('folder removed in the middle of a run', [await vanished(folder)])];
  });
}

/** What a run of `EPOCHS` epochs takes, about, in bytes: tries are spread over it. */
const ROOM = 40 * 1024;

async function full(disk: string, reference: Reference, rooms: readonly number[]): Promise<FaultRow> {
  const tries: Try[] = [];
  for (const pages of rooms) {
    mount('-o', `remount,rw,size=${SIZE}`, disk);
    const ballast = join(disk, 'ballast');
    rmSync(join(disk, 'out'), { recursive: true, force: true });
    rmSync(ballast, { force: true });
    writeFileSync(ballast, Buffer.alloc(SIZE - (pages + FOLDERS) * 4096));
    const ended = await launch(disk, ['run', 'c.yaml', '--out', 'out']).ended;
    const problem = wrongEnd(ended, 5, /disk is full/);
    rmSync(ballast);
    tries.push(withProblem(problem, await recover(disk, 'out', reference)));
  }
  return faultRow('full disk (tmpfs)', tries);
}

/** Pages that the config on the disk takes. */
const FOLDERS = 1;

async function limited(folder: string, reference: Reference, rooms: readonly number[]): Promise<FaultRow> {
  const tries: Try[] = [];
  for (const [index, pages] of rooms.entries()) {
    const out = `limited-${index}`;
    // The largest files have about 5 KiB in the end.
    const largestFile = Math.max(1, Math.floor((pages * 4096 * 4) / ROOM));
    const ended = await launch(folder, ['run', 'c.yaml', '--out', out], { largestFile }).ended;
    const problem = wrongEnd(ended, 5, /EFBIG/);
    tries.push(withProblem(problem, await recover(folder, out, reference)));
  }
  return faultRow('file size limit (RLIMIT_FSIZE)', tries);
}

/** A way in which a disk takes nothing more of the run in its folder `out`, and how that is undone. */
interface Closing {
  readonly name: string;
  readonly told: RegExp;
  close(disk: string): void;
  open(disk: string): void;
}

const readOnlySystem: Closing = {
  name: 'read-only file system',
  told: /EROFS/,
  close: remountReadOnly,
  open: (disk) => void mount('-o', 'remount,rw', disk),
};

const seedFolder = (disk: string) => join(disk, 'out', 'default', 'seed-1');

const readOnlyFolder: Closing = {
  name: 'read-only folder',
  told: /EACCES/,
  close: (disk) => chmodSync(seedFolder(disk), 0o555),
  open: (disk) => chmodSync(seedFolder(disk), 0o755),
};

const fileInPlace: Closing = {
  name: 'file in place of the folder',
  // ENOENT: between the two steps.
  told: /ENOTDIR|ENOENT/,
  close(disk) {
    renameSync(seedFolder(disk), join(disk, 'aside'));
    writeFileSync(seedFolder(disk), '');
  },
  open(disk) {
    rmSync(seedFolder(disk));
    renameSync(join(disk, 'aside'), seedFolder(disk));
  },
};

async function closedMeanwhile(
  disk: string,
  reference: Reference,
  { told, close, open }: Closing,
): Promise<Try> {
  rmSync(join(disk, 'out'), { recursive: true, force: true });
  rmSync(join(disk, 'ballast'), { force: true });
  const { ended } = launch(disk, ['run', 'c.yaml', '--out', 'out', '--set', 'training.epochs=1000000']);
  await rowsThere(join(disk, 'out'));
  close(disk);
  const problem = wrongEnd(await ended, 5, told);
  open(disk);
  // The run was another, longer one: that it resumes is what counts here, to a stop after the next epoch.
  const resumed = launch(disk, ['run', '--resume', 'out']);
  const kept = totalRows(disk);
  await rowsThere(join(disk, 'out'), kept + 1);
  resumed.child.kill('SIGTERM');
  const { code, stderr } = await resumed.ended;
  rmSync(join(disk, 'out'), { recursive: true, force: true });
  const fresh = await recover(disk, 'out', reference);
  const failure = code === 130 ? null : `resuming ended with ${code}: ${stderr}`;
  return withProblem(problem ?? failure, fresh);
}

async function vanished(folder: string): Promise<Try> {
  const { ended } = launch(folder, ['run', 'c.yaml', '--out', 'gone', '--set', 'training.epochs=1000000']);
  await rowsThere(join(folder, 'gone'));
  // In one step: the run would fill a folder again that is being emptied.
  renameSync(join(folder, 'gone'), join(folder, 'elsewhere'));
  const problem = wrongEnd(await ended, 5, /gone.*ENOENT/);
  const isBack = existsSync(join(folder, 'gone', 'default', 'seed-1', 'epochs.csv'));
  const failure = problem ?? (isBack ? 'epochs.csv was made anew in the removed folder' : null);
  return { failure, rowsAgain: 0, lostRows: 0 };
}

function withProblem(problem: string | null, recovered: Try): Try {
  return { ...recovered, failure: problem ?? recovered.failure };
}

/** Refused while the run has a file open for writing, which it has most of the time. */
function remountReadOnly(disk: string): void {
  for (let attempt = 0; attempt < 10_000; attempt++) if (mount('-o', 'remount,ro', disk)) return;
  throw new Error(`${disk} could not be made read-only`);
}

function mount(...args: string[]): boolean {
  return spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
}
