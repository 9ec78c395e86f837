import type { Command } from '../command.ts';
import { datasets } from './datasets.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { inspect } from './inspect.ts';
import { reproduce } from './reproduce.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [run, inspect, reproduce, init, schema, datasets, doctor];
