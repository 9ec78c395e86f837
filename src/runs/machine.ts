import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** The machine a run was made on, as far as numbers and speed may depend on it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly release: string;
  /** Model of the first processor; '' where the system does not tell. */
  readonly cpu: string;
  /** Cores this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
}

let known: Machine | null = null;

/** Describes this machine, which is asked once. */
export function machine(): Machine {
  known ??= {
    platform: platform(),
    arch: arch(),
    release: release(),
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
  return known;
}
