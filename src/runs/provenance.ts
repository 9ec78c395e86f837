import type { GitState } from './git.ts';
import { machine } from './machine.ts';
import type { Provenance } from './manifest.ts';
import { packageVersion } from './version.ts';

/**
 * What the manifests of this process's runs say of their origin.
 *
 * @param git the checkout that their config lies in; asking for it takes two processes of git, once for many runs
 */
export function provenanceOf(git: GitState | null): Provenance {
  return {
    versions: { hessianLab: packageVersion(), node: process.version },
    machine: machine(),
    git,
  };
}
