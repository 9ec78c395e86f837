import { join } from 'node:path';
import { type Peer, startPeer } from './child.ts';
import type { Entry } from './entry.ts';
import { PEERS, peersEnvironment } from './python.ts';

/** The Python modules that serve contenders, by the peer they speak for. */
const MODULES = {
  JAX: 'peer_jax',
  PyTorch: 'peer_torch',
  PyHessian: 'peer_pyhessian',
  'hessian-eigenthings': 'peer_eigenthings',
  scipy: 'peer_scipy',
} as const;

/** The peers' processes and what they offer. */
export interface Peers {
  readonly entries: readonly Entry[];
  /** Library to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Those that could not start, with the reason. */
  readonly missing: readonly { readonly peer: string; readonly reason: string }[];
  /** Ends all processes. */
  stop(): Promise<void>;
}

/**
 * Starts every peer in a process of its own. One that fails is missing, the others go on.
 *
 * @param problems folder of problem files
 * @param signal when aborted, the processes are killed
 */
export async function startPeers(python: string, problems: string, signal: AbortSignal): Promise<Peers> {
  const started: Peer[] = [];
  const entries: Entry[] = [];
  const versions: Record<string, string> = {};
  const missing: { peer: string; reason: string }[] = [];
  for (const [name, module] of Object.entries(MODULES)) {
    try {
      const args = [join(PEERS, 'serve.py'), module, problems];
      const peer = await startPeer(python, args, peersEnvironment(), signal);
      started.push(peer);
      Object.assign(versions, peer.hello.versions);
      for (const [index, contender] of peer.hello.contenders.entries()) {
        entries.push({
          ...contender,
          threads: peer.hello.threads,
          check: () => peer.check(index),
          turn: (milliseconds) => peer.turn(index, milliseconds),
        });
      }
    } catch (error) {
      if (signal.aborted) throw error;
      missing.push({ peer: name, reason: (error as Error).message });
    }
  }
  return {
    entries,
    versions,
    missing,
    stop: async () => void (await Promise.all(started.map((peer) => peer.stop()))),
  };
}
