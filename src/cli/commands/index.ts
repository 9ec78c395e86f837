import type { Command } from '../command.ts';
import { datasets } from './datasets.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { inspect } from './inspect.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [run, inspect, init, schema, datasets, doctor];
