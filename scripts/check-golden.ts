/**
 * Compares every objective on every backend of this machine with reference values made elsewhere:
 *
 *     npm run check:golden -- [DIR]      (default test/golden/data)
 *
 * Exit codes: 0 all within tolerance, 2 DIR or a file in it cannot be used, 4 an error beyond its tolerance.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareCase } from './golden/compare.ts';
import { contestants } from './golden/contestants.ts';
import { GoldenDataError, readGoldenCases } from './golden/reference.ts';
import { renderWorst, worstOf } from './golden/report.ts';

const DEFAULT_DIRECTORY = fileURLToPath(new URL('../test/golden/data', import.meta.url));
const exitCodes = { badInput: 2, checkFailed: 4 } as const;

/** The one directory named on the command line, or the repository's own cases. */
function directoryFrom(args: string[]): string {
  let positionals: string[];
  try {
    ({ positionals } = parseArgs({ args, allowPositionals: true }));
  } catch (error) {
    throw new GoldenDataError((error as Error).message);
  }
  if (positionals.length > 1) {
    throw new GoldenDataError(`expected one directory at most, received ${positionals.join(' ')}`);
  }
  return positionals[0] ?? DEFAULT_DIRECTORY;
}

async function main(): Promise<number> {
  const directory = directoryFrom(process.argv.slice(2));
  const cases = readGoldenCases(directory);
  console.log(`${cases.length} cases in ${directory}: ${cases.map(({ name }) => name).join(', ')}`);
  console.log('Errors are relative to the largest reference element; for eigenvalues to the largest |λ|.\n');
  let failures = 0;
  for await (const contestant of contestants()) {
    if ('missing' in contestant) {
      console.log(`${contestant.label}: not available. ${contestant.missing}\n`);
      continue;
    }
    const { engine, label } = contestant;
    const comparisons = cases.map((golden) => compareCase(engine, golden));
    const worst = worstOf(
      comparisons.flatMap(({ differences }) => differences),
      engine.precision,
    );
    failures += worst.filter(({ passed }) => !passed).length;
    console.log(renderWorst(label, worst));
    for (const { omissions } of comparisons) for (const omission of omissions) console.log(`  ${omission}.`);
    console.log();
  }
  console.log(failures === 0 ? 'All within tolerance.' : `${failures} beyond tolerance.`);
  return failures === 0 ? 0 : exitCodes.checkFailed;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof GoldenDataError)) throw error;
  console.error(`check-golden: ${error.message}`);
  process.exitCode = exitCodes.badInput;
}
