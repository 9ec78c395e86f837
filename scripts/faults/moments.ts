import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../src/numerics/random.ts';
import { config, inFolder, launch, writeConfigFile } from './process.ts';
import { type FaultRow, faultRow, forEach, type Try } from './row.ts';
import { type Reference, recover, undisturbed } from './survive.ts';

/** Rare enough that rows beyond the last checkpoint are the rule. */
const CADENCE = '0.05';

/**
 * Kills runs at random moments: real processes, SIGKILL. Every third try kills the resume too. Afterwards, resuming has
 * to end in the undisturbed run's bytes.
 *
 * @param tries of each engine
 */
export async function killAtRandomMoments(
  engine: 'closed-form' | 'tfjs',
  epochs: number,
  tries: number,
): Promise<FaultRow> {
  return inFolder(async (folder) => {
    writeConfigFile(folder, config(engine, epochs, [1, 2]));
    const reference = await undisturbed(folder, CADENCE);
    const stream = randomStream(20261125, `faults/${engine}`);
    const plans = Array.from({ length: tries }, (_, index) => ({
      out: `try-${index}`,
      shares: [stream.uniform(), ...(index % 3 === 2 ? [stream.uniform() / 2] : [])],
    }));
    const results = await forEach(plans, ({ out, shares }) => killOnce(folder, out, shares, reference));
    return faultRow(`kill -9 at a random moment, ${engine}`, results);
  });
}

async function killOnce(
  folder: string,
  out: string,
  shares: readonly number[],
  reference: Reference,
): Promise<Try> {
  const env = { HESSIAN_LAB_CHECKPOINT_SECONDS: CADENCE };
  for (const share of shares) {
    const isBegun = existsSync(join(folder, out, 'config.yaml'));
    const args = isBegun ? ['run', '--resume', out] : ['run', 'c.yaml', '--out', out];
    const { child, ended } = launch(folder, args, { env });
    const timer = setTimeout(() => child.kill('SIGKILL'), share * reference.milliseconds);
    await ended;
    clearTimeout(timer);
  }
  return recover(folder, out, reference, env);
}
