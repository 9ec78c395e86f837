import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadExperiment } from '../../src/config/load.ts';
import { chosenDirectory } from '../../src/runs/directory.ts';
import { executeExperiment } from '../../src/runs/execute.ts';
import type { TrainingEvent } from '../../src/training/event.ts';
import { type SoakCondition, soakConfig } from './conditions.ts';
import { type MemoryCourse, watchMemory } from './memory.ts';
import type { RobustSlope } from './robust-slope.ts';

/** Bytes an epoch that memory may grow by: 10 MiB over 10,000 epochs. */
export const LARGEST_SLOPE = 1024;

/** What came of a soak. */
export interface SoakResult extends MemoryCourse {
  readonly epochs: number;
  readonly warmUp: number;
  /** Epochs with measurements. */
  readonly measured: number;
}

/** What is changed about a soak. */
export interface SoakOptions {
  readonly epochs: number;
  readonly warmUp: number;
  /** Called after every epoch; the tests leak here. */
  readonly onEpoch?: (event: TrainingEvent) => void;
}

/**
 * Trains in this process, measuring everything and with all files of a run, and watches the memory.
 *
 * @param folder an empty one
 * @throws Error when the run did not complete
 */
export async function soak(
  condition: SoakCondition,
  folder: string,
  { epochs, warmUp, onEpoch = () => {} }: SoakOptions,
): Promise<SoakResult> {
  const file = join(folder, 'soak.yaml');
  writeFileSync(file, stringify(soakConfig(condition, epochs)));
  const out = join(folder, 'out');
  await chosenDirectory(out);
  const watch = watchMemory(epochs, condition.every, warmUp);
  let measured = 0;
  const results = await executeExperiment(loadExperiment(file), out, new AbortController().signal, {
    advanced(_, event) {
      if (event.record.curvature) measured++;
      onEpoch(event);
      const { epoch, residentBytes, tensors } = event.timings;
      watch.note(epoch, residentBytes, tensors);
    },
  });
  const { summary, message } = results[0]!;
  if (summary.status !== 'completed' || summary.epochs !== epochs) {
    throw new Error(`soak: the run of ${condition.name} is ${summary.status}: ${message}`);
  }
  return { ...watch.result(), epochs, warmUp, measured };
}

/** What a soak missed, in words; [] where memory is flat. A slope counts by the upper end of its interval. */
export function missed({
  resident,
  live,
  tensors,
}: Pick<MemoryCourse, 'resident' | 'live' | 'tensors'>): string[] {
  const grows = (what: string, { slope, high }: RobustSlope) =>
    high < LARGEST_SLOPE
      ? []
      : [
          `${what} grows by ${Math.round(slope)} bytes an epoch, maybe by ${Math.round(high)}; allowed are less than ${LARGEST_SLOPE}`,
        ];
  return [
    ...grows('the resident set', resident),
    ...grows('what garbage collection leaves', live),
    ...(tensors.drift === 0 ? [] : [`the number of tensors changes by ${tensors.drift}`]),
  ];
}
