import { type SweepPlace, sweepPlace, wrongWith } from './redis-place.ts';
import { play, type Scenario, scenarios, type Trace } from './redis-scenarios.ts';
import { type FaultRow, faultRow, type Try } from './row.ts';

/**
 * Sweeps by a queue on a real Redis that something befalls, after one run has ended, after two, and so on: each has to
 * end with the bytes of a local sweep and every run counted once.
 *
 * @throws Error where redis-server is not installed
 */
export async function redisFaults(tries: number): Promise<FaultRow[]> {
  const place = await sweepPlace();
  try {
    const rows: FaultRow[] = [];
    for (const [index, scenario] of scenarios.entries()) {
      const results: Try[] = [];
      for (let i = 0; i < tries; i++)
        results.push(await attempt(scenario, place, `out-${index}-${i}`, i + 1));
      rows.push(faultRow(`queue: ${scenario.fault}`, results));
    }
    return rows;
  } finally {
    await place.dispose();
  }
}

async function attempt(scenario: Scenario, place: SweepPlace, out: string, after: number): Promise<Try> {
  let trace: Trace;
  try {
    trace = await play(scenario, place, out, after);
  } catch (error) {
    return { failure: (error as Error).message, rowsAgain: 0, lostRows: 0 };
  }
  return {
    failure: wrongWith(place, out),
    rowsAgain: rowsAgain(place, trace),
    lostRows: lostRows(place, trace, out),
  };
}

/** Rows of runs that were begun more than once: at most so many, since a run that is given back goes on. */
function rowsAgain({ expected }: SweepPlace, { begun }: Trace): number {
  const again = begun.length - new Set(begun).size;
  const [log] = [...expected].filter(([name]) => name.endsWith('epochs.csv')).map(([, text]) => rowsOf(text));
  return again * log!;
}

/** Rows that were there before the fault and are not there, or others, at the end. */
function lostRows(place: SweepPlace, { before }: Trace, out: string): number {
  const after = place.numbersIn(out);
  const logs = [...before].filter(([name]) => name.endsWith('epochs.csv'));
  const lost = logs.filter(([name, text]) => after.get(name) !== text);
  return lost.reduce((sum, [, text]) => sum + rowsOf(text), 0);
}

/** Without its header. */
function rowsOf(text: string): number {
  return text.split('\n').length - 2;
}
