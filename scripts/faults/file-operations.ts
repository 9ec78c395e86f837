import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { config, inFolder, launch, writeConfigFile } from './process.ts';
import { type FaultRow, faultRow, forEach, type Try } from './row.ts';
import { type Reference, recover, undisturbed } from './survive.ts';

type Mode = 'torn' | 'after';

/**
 * Kills a run after every file operation, which is before the next one, and, where one writes data, when half of them
 * are written. Then the same for the operations of a resume. Afterwards, resuming has to end in the undisturbed run's bytes.
 *
 * @param most tries of a row, at least 2, evenly spread; Infinity for all
 */
export async function killAtFileOperations(most: number): Promise<FaultRow[]> {
  return inFolder(async (folder) => {
    writeConfigFile(folder, config('closed-form', 1, [1]));
    const reference = await undisturbed(folder, '0');
    const calls = await callsOf(folder, ['run', 'c.yaml', '--out', 'counted'], 'counted');
    const writes = calls.flatMap((name, index) => (/write|append/i.test(name) ? [index + 1] : []));
    const torn = writes[Math.floor(writes.length / 2)]!;
    await kill(folder, ['run', 'c.yaml', '--out', 'torn'], 'torn', torn, 'torn');
    cpSync(join(folder, 'torn'), join(folder, 'again'), { recursive: true });
    const resumeCalls = await callsOf(folder, ['run', '--resume', 'again'], 'again');

    const rows: FaultRow[] = [];
    for (const mode of ['after', 'torn'] as const) {
      const points = mode === 'torn' ? writes : calls.map((_, index) => index + 1);
      const tries = await forEach(spread(points, most), (at) => killOnce(folder, reference, at, mode));
      rows.push(faultRow(`kill ${mode === 'torn' ? 'halfway through' : 'after'} a file operation`, tries));
    }
    const points = resumeCalls.map((_, index) => index + 1);
    const tries = await forEach(spread(points, most), async (at) => {
      const out = `resumed-${at}`;
      cpSync(join(folder, 'torn'), join(folder, out), { recursive: true });
      const unkilled = await kill(folder, ['run', '--resume', out], out, at, 'after');
      return unkilled ?? recover(folder, out, reference);
    });
    return [...rows, faultRow('kill after a file operation of a resume', tries)];
  });
}

async function killOnce(folder: string, reference: Reference, at: number, mode: Mode): Promise<Try> {
  const out = `${mode}-${at}`;
  const unkilled = await kill(folder, ['run', 'c.yaml', '--out', out], out, at, mode);
  return unkilled ?? recover(folder, out, reference);
}

/** Gives a failed try where the process was not killed. */
async function kill(
  folder: string,
  args: string[],
  out: string,
  at: number,
  mode: Mode,
): Promise<Try | null> {
  const env = { FAULT_ROOT: join(folder, out), FAULT_AT: String(at), FAULT_MODE: mode };
  const { signal, code } = await launch(folder, args, { env, killsAtCall: true }).ended;
  if (signal === 'SIGKILL') return null;
  return { failure: `was not killed at call ${at} but ended with ${code}`, rowsAgain: 0, lostRows: 0 };
}

async function callsOf(folder: string, args: string[], out: string): Promise<string[]> {
  const report = join(folder, `${out}.calls`);
  const env = { FAULT_ROOT: join(folder, out), FAULT_REPORT: report };
  const { code, stderr } = await launch(folder, args, { env, killsAtCall: true }).ended;
  if (code !== 0) throw new Error(`the counted run ended with ${code}: ${stderr}`);
  return readFileSync(report, 'utf8').split('\n');
}

/** The first and the last among them: the beginning and the end are what is easily forgotten. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]!);
}
