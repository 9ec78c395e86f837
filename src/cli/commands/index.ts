import type { Command } from '../command.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { dashboard } from './dashboard.ts';
import { datasets } from './datasets.ts';
import { doctor } from './doctor.ts';
import { exportRuns } from './export.ts';
import { init } from './init.ts';
import { inspect } from './inspect.ts';
import { playground } from './playground.ts';
import { report } from './report.ts';
import { reproduce } from './reproduce.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { sweep } from './sweep.ts';
import { worker } from './worker.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  run,
  sweep,
  worker,
  inspect,
  compare,
  exportRuns,
  report,
  dashboard,
  playground,
  reproduce,
  init,
  schema,
  datasets,
  doctor,
  completion,
];
