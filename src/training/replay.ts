import type { ArmConfig } from '../config/schema.ts';
import type { TrainingEvent } from './event.ts';
import type { TrainingSession } from './session.ts';
import { train } from './train.ts';

/**
 * The config of a run that takes the steps of `config` up to an epoch and measures nothing on the way, apart from the
 * λmax that a learning rate relative to stability rests on.
 */
export function replayConfig(config: ArmConfig, epochs: number): ArmConfig {
  return {
    ...config,
    training: { ...config.training, epochs },
    curvature: { ...config.curvature, measure: [] },
    verify: false,
    log: { ...config.log, tensorboard: false },
  };
}

/**
 * Takes the steps of a run again, from its start. On the same machine, versions and backends every state is that of the
 * run, bit for bit.
 *
 * @param session of a `replayConfig`
 * @param visit told of each epoch, epoch 0 first
 * @returns the event of the last epoch
 * @throws what `train` throws
 */
export function replay(session: TrainingSession, visit: (event: TrainingEvent) => void): TrainingEvent {
  let last: TrainingEvent | null = null;
  for (const event of train(session)) {
    if (event === null) continue;
    last = event;
    visit(event);
  }
  // The loop yields epoch 0 in any case.
  return last!;
}
