import { availableParallelism } from 'node:os';

/** What came of one fault: a row of the table and of `results/reliability.csv`. */
export interface FaultRow {
  readonly fault: string;
  readonly tries: number;
  /** Tries after which everything was as it had to be. */
  readonly survived: number;
  /** Rows that had been computed before the fault and were computed again. */
  readonly rowsAgain: number;
  /** Rows that were there before the fault and are missing, or differ, at the end. */
  readonly lostRows: number;
  /** What went wrong, for each try that did not survive. */
  readonly failures: readonly string[];
}

/** What came of one try. */
export interface Try {
  /** null when it survived. */
  readonly failure: string | null;
  readonly rowsAgain: number;
  readonly lostRows: number;
}

/** The row of many tries. */
export function faultRow(fault: string, tries: readonly Try[]): FaultRow {
  const failures = tries.flatMap(({ failure }) => failure ?? []);
  const sum = (pick: (one: Try) => number) => tries.reduce((total, one) => total + pick(one), 0);
  return {
    fault,
    tries: tries.length,
    survived: tries.length - failures.length,
    rowsAgain: sum(({ rowsAgain }) => rowsAgain),
    lostRows: sum(({ lostRows }) => lostRows),
    failures,
  };
}

/** Runs an action for each item, as many at once as this process may use cores; results in the items' order. */
export async function forEach<Item, Result>(
  items: readonly Item[],
  action: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await action(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, work));
  return results;
}
