import { type ArmConfig, armSchema } from '../../src/config/schema.ts';
import type { TrainingEvent } from '../../src/training/event.ts';
import type { TrainingOutcome } from '../../src/training/outcome.ts';
import type { EpochRecord } from '../../src/training/record.ts';
import { openSession, type TrainingSession } from '../../src/training/session.ts';
import type { TrainingState } from '../../src/training/state.ts';
import { train } from '../../src/training/train.ts';

/** A small arm on synthetic data; sections given override it. */
export function smallArm(overrides: Record<string, unknown> = {}): ArmConfig {
  return armSchema.parse({
    name: 'test',
    data: { source: 'sine', rows: 40, features: 3, testFraction: 0.25 },
    model: { hidden: [5], activation: 'tanh' },
    training: { engine: 'closed-form', epochs: 6 },
    ...overrides,
  });
}

/** Runs an arm to its end and gives all that the loop said. */
export async function runArm(
  config: ArmConfig,
  seed = 1,
  resumeFrom: TrainingState | null = null,
): Promise<{
  events: TrainingEvent[];
  records: EpochRecord[];
  outcome: TrainingOutcome;
  session: TrainingSession;
}> {
  const session = await openSession(config, seed);
  try {
    const events: TrainingEvent[] = [];
    const loop = train(session, resumeFrom);
    for (;;) {
      const next = loop.next();
      if (next.done)
        return { events, records: events.map(({ record }) => record), outcome: next.value, session };
      if (next.value) events.push(next.value);
    }
  } finally {
    session.dispose();
  }
}
