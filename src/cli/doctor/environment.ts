import { chooseVariant } from '../../objectives/closed-form/kernel/module.ts';
import { chooseThreads } from '../../objectives/closed-form/kernel/threads.ts';
import { machine } from '../../runs/machine.ts';
import { packageVersion } from '../../runs/version.ts';
import { counted } from '../../statistics/counted.ts';
import type { Check } from './check.ts';

/** The oldest Node that works; `engines` of package.json. */
const OLDEST_NODE = [20, 19] as const;

/** Node, machine and what its WebAssembly can do. */
export function environmentChecks(): Check[] {
  const { platform, arch, cpu, cores, memoryBytes } = machine();
  return [
    nodeCheck(process.versions.node),
    { id: 'version', title: 'hessian-lab', status: 'ok', detail: packageVersion() },
    {
      id: 'machine',
      title: 'Machine',
      status: 'ok',
      detail: `${platform} ${arch}, ${cpu || 'unknown processor'}, ${counted(cores, 'core')}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    },
    simdCheck(),
    closedFormCheck(),
  ];
}

/** Whether this version of Node is new enough. */
export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const supported = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return {
    id: 'node',
    title: 'Node.js',
    status: supported ? 'ok' : 'failed',
    detail: supported ? version : `${version}; ${OLDEST_NODE.join('.')} or newer is needed`,
  };
}

function simdCheck(): Check {
  const { WebAssembly: engine } = globalThis as { WebAssembly?: { validate(module: Uint8Array): boolean } };
  const supported = engine?.validate(simdModule) ?? false;
  return {
    id: 'simd',
    title: 'WASM SIMD',
    status: supported ? 'ok' : 'missing',
    detail: supported ? 'supported' : 'not supported by this Node',
  };
}

/** "\0asm" version 1, one type () → v128, one function of it: i32.const 0, i8x16.splat. */
const simdModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6],
  ...[0, 65, 0, 253, 15, 11],
);

/** What the closed form computes with here: the kernel, as a manifest names it, and its threads. */
export function closedFormCheck(env: NodeJS.ProcessEnv = process.env): Check {
  const base = { id: 'closed-form', title: 'Closed form' };
  try {
    const threads = chooseThreads('auto', env);
    const detail = `kernel ${chooseVariant(false, env)}, ${threads === 1 ? '1 thread' : `up to ${threads} threads`}`;
    return { ...base, status: 'ok', detail };
  } catch (error) {
    return { ...base, status: 'failed', detail: (error as Error).message };
  }
}
