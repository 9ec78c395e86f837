import { machine } from '../../runs/machine.ts';
import { packageVersion } from '../../runs/version.ts';
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
      detail: `${platform} ${arch}, ${cpu || 'unknown processor'}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    },
    simdCheck('simd', 'WASM SIMD', simdModule),
    simdCheck('relaxed-simd', 'WASM relaxed SIMD', relaxedSimdModule),
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

function simdCheck(id: string, title: string, module: Uint8Array): Check {
  const { WebAssembly: engine } = globalThis as { WebAssembly?: { validate(module: Uint8Array): boolean } };
  const supported = engine?.validate(module) ?? false;
  return {
    id,
    title,
    status: supported ? 'ok' : 'missing',
    detail: supported ? 'supported' : 'not supported by this Node',
  };
}

/** "\0asm" version 1, one type () → v128, one function of it, then its body. */
function moduleReturningVector(...body: number[]): Uint8Array {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const signature = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
  const code = [0, ...body, 11];
  return Uint8Array.from([...header, ...signature, 10, code.length + 2, 1, code.length, ...code]);
}

/** i32.const 0, i8x16.splat. */
const simdModule = moduleReturningVector(65, 0, 253, 15);
/** Two splats, then i8x16.relaxed_swizzle. */
const relaxedSimdModule = moduleReturningVector(65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2);
