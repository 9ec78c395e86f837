import type { Experiment } from '../../config/experiment.ts';
import type { ArmConfig } from '../../config/schema.ts';
import { writeConfig } from '../../config/write.ts';
import { counted } from '../../statistics/counted.ts';
import { openSession } from '../../training/session.ts';
import { duration } from '../duration.ts';
import { print, printJson } from '../output.ts';
import { type CostEstimate, estimateCost } from './estimate.ts';
import { formatBytes } from './memory.ts';

interface PlannedArm {
  readonly name: string;
  readonly config: ArmConfig;
  readonly cost: CostEstimate;
}

/** Prints the resolved config and the estimated cost of each arm. Opens data and engines, writes nothing. */
export async function printDryRun(
  { name, arms }: Experiment,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
): Promise<void> {
  const planned: PlannedArm[] = [];
  for (const arm of arms) {
    const session = await openSession(arm.config, arm.config.seeds[0]!);
    try {
      planned.push({ ...arm, cost: estimateCost(session) });
    } finally {
      session.dispose();
    }
  }
  const seconds = planned.reduce((sum, { cost }) => sum + cost.seeds * cost.seconds, 0);
  if (json) {
    printJson({ dryRun: true, name, arms: planned, seconds });
    return;
  }
  if (quiet) return;
  for (const { name: arm, config, cost } of planned) {
    print(`# arm ${arm}\n${writeConfig(config).trimEnd()}\n${describeCost(cost)}\n`);
  }
  print(`# all arms and seeds: ${duration(seconds)}; nothing was written`);
}

function describeCost(cost: CostEstimate): string {
  const { bytes, tfjsBytes } = cost;
  const unbounded =
    tfjsBytes === 0 ? '' : `, ${formatBytes(tfjsBytes)} of it in TensorFlow.js, which no setting bounds`;
  const sample = cost.curvatureRows === cost.trainRows ? '' : ` (${cost.curvatureRows} for curvature)`;
  return [
    `# cost: ${counted(cost.parameters, 'parameter')}, ${counted(cost.trainRows, 'training row')}${sample}, ${counted(cost.testRows, 'test row')}, about ${formatBytes(bytes)} of memory${unbounded}`,
    `#   each of ${counted(cost.seeds, 'seed')}: ${counted(cost.steps, 'step')}, ${counted(cost.gradients, 'gradient')}, about ${counted(cost.products, 'Hessian-vector product')}, ${duration(cost.seconds)}`,
    `#   basis: ${cost.basis}`,
  ].join('\n');
}
