import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { SettingError } from '../../../config/setting-error.ts';
import { type WasmModule, webAssembly } from './webassembly.ts';

/**
 * The builds of the kernel. `wasm-simd` uses 128-bit SIMD, whose results the standard fixes to the last bit;
 * `wasm-simd-fma` uses the fused multiply-add of relaxed SIMD too: faster, and its last bits may differ from the
 * other's and from processor to processor. Both compute in float64, their twins `-f32` in float32.
 */
export type KernelVariant = 'wasm-simd' | 'wasm-simd-fma' | 'wasm-simd-f32' | 'wasm-simd-fma-f32';

const FILES: Record<KernelVariant, string> = {
  'wasm-simd': 'kernel.wasm',
  'wasm-simd-fma': 'kernel-fma.wasm',
  'wasm-simd-f32': 'kernel-f32.wasm',
  'wasm-simd-fma-f32': 'kernel-f32-fma.wasm',
};

const SWITCH = 'HESSIAN_LAB_FMA';

/** Node 20 has relaxed SIMD as it became standard, but behind a flag, which may be set while it runs. */
const RELAXED_BY_FLAG = Number(process.versions.node.split('.')[0]) < 22;

const modules = new Map<KernelVariant, WasmModule>();
const supported = new Map<KernelVariant, boolean>();

/** The variant that computes as `variant` does, in float32. */
export function inSinglePrecision(variant: KernelVariant): KernelVariant {
  return variant === 'wasm-simd-fma' || variant === 'wasm-simd-fma-f32'
    ? 'wasm-simd-fma-f32'
    : 'wasm-simd-f32';
}

/**
 * The variant to use: with fused multiply-add where this runtime has it, unless results must be the same bits
 * everywhere or the environment variable HESSIAN_LAB_FMA is `off`.
 *
 * @throws SettingError when the variable has another value than `auto` or `off`
 */
export function chooseVariant(deterministic: boolean, env: NodeJS.ProcessEnv = process.env): KernelVariant {
  const setting = env[SWITCH] || 'auto';
  if (setting !== 'auto' && setting !== 'off') {
    throw new SettingError(
      `${SWITCH}: received ${JSON.stringify(setting)}, allowed are auto and off; unset it for auto`,
    );
  }
  if (deterministic || setting === 'off') return 'wasm-simd';
  return hasVariant('wasm-simd-fma') ? 'wasm-simd-fma' : 'wasm-simd';
}

/** Whether this runtime can run a variant; it can always run the plain one. */
export function hasVariant(variant: KernelVariant): boolean {
  let answer = supported.get(variant);
  if (answer === undefined) {
    if (RELAXED_BY_FLAG && variant.includes('fma')) setFlagsFromString('--experimental-wasm-relaxed-simd');
    answer = webAssembly.validate(read(variant));
    supported.set(variant, answer);
  }
  return answer;
}

/** The compiled module of a variant; compiled once a process. */
export function kernelModule(variant: KernelVariant): WasmModule {
  let module = modules.get(variant);
  if (!module) {
    module = new webAssembly.Module(read(variant));
    modules.set(variant, module);
  }
  return module;
}

function read(variant: KernelVariant): Uint8Array {
  const file = new URL(FILES[variant], import.meta.url);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(
      `The kernel of the closed form is missing: ${fileURLToPath(file)}. "npm run build" makes it.`,
      { cause: error },
    );
  }
}
