import type { CurvatureMatrix } from '../passes.ts';
import { backwardPass } from './backward.ts';
import { forwardPass } from './forward.ts';
import { gaussNewtonPass } from './gauss-newton.ts';
import { type ChunkSums, type KernelNetwork, RESULT_BYTES, type Section } from './network.ts';
import { packDirections, packPoint } from './packing.ts';
import type { Place } from './place.ts';
import { type ProgramBuilder, programBuilder, type Stage, type StageBuilder } from './program.ts';
import { rBackwardPass } from './r-backward.ts';
import { rForwardPass } from './r-forward.ts';
import type { KernelTangents } from './tangents.ts';

/** Numbers of a slice, where the sums of the chunks are added up by several threads. */
const SLICE = 8192;

/** From the parameters in `network.point` to the loss, with the statistics in memory where `inference` is true. */
export function forwardProgram(network: KernelNetwork, inference: boolean): readonly Stage[] {
  const program = programBuilder();
  program.alone((step) => packPoint(step, network));
  for (const section of network.sections) {
    const builder = opened(program.over(section), network.sums);
    forwardPass(builder, network, section, inference);
  }
  addResultUp(program, network, 1);
  return program.stages;
}

/** From the parameters to loss and gradient. */
export function forwardBackwardProgram(network: KernelNetwork): readonly Stage[] {
  const program = programBuilder();
  program.alone((step) => packPoint(step, network));
  for (const section of network.sections) {
    const builder = opened(program.over(section), network.sums);
    forwardPass(builder, network, section);
    backwardPass(builder, network, section);
  }
  addResultUp(program, network, RESULT_BYTES / 8 + network.dimension);
  return program.stages;
}

/** From the parameters to loss and gradient, leaving nothing behind. */
export function gradientProgram(network: KernelNetwork, scratch: Section): readonly Stage[] {
  const program = programBuilder();
  program.alone((step) => packPoint(step, network));
  const builder = opened(program.over(scratch), network.sums);
  forwardPass(builder, network, scratch);
  backwardPass(builder, network, scratch, 'gradient');
  addResultUp(program, network, RESULT_BYTES / 8 + network.dimension);
  return program.stages;
}

/** From what the forward pass left to the gradient; where it left nothing, it is repeated. */
export function backwardProgram(network: KernelNetwork): readonly Stage[] {
  const program = programBuilder();
  for (const section of network.sections) {
    const builder = opened(program.over(section), network.sums);
    if (!section.cached) forwardPass(builder, network, section);
    backwardPass(builder, network, section);
  }
  addResultUp(program, network, RESULT_BYTES / 8 + network.dimension);
  return program.stages;
}

/** From the directions in `tangents.direction` to their products with a matrix. */
export function productProgram(
  network: KernelNetwork,
  tangents: KernelTangents,
  matrix: CurvatureMatrix,
): readonly Stage[] {
  const { dimension } = network;
  const { sums, product } = tangents;
  const program = programBuilder();
  program.alone((step) => packDirections(step, network, tangents));
  for (const section of network.sections) {
    const builder = opened(program.over(section), sums);
    if (!section.cached) {
      forwardPass(builder, network, section);
      backwardPass(builder, network, section, 'caches');
    }
    rForwardPass(builder, network, section, tangents);
    if (matrix === 'hessian') rBackwardPass(builder, network, section, tangents);
    else gaussNewtonPass(builder, network, section, tangents);
  }
  addUpSlices(program, network, sums, dimension, product);
  return program.stages;
}

/** A chunk's sums begin at zero. */
function opened(builder: StageBuilder, { bytes, place }: ChunkSums): StageBuilder {
  builder.before('clear', bytes, place);
  return builder;
}

/** Adds up the loss of all chunks, and the gradient behind it where `length` reaches so far. */
function addResultUp(program: ProgramBuilder, network: KernelNetwork, length: number): void {
  addUpSlices(program, network, network.sums, length, { address: network.loss });
}

function addUpSlices(
  program: ProgramBuilder,
  { chunks }: KernelNetwork,
  { place, stride }: ChunkSums,
  length: number,
  out: Place,
): void {
  const perChunk = { ...place, chunk: 0 };
  program.slices(Math.ceil(length / SLICE), (step) => {
    step('addChunks', length, SLICE, { address: 0, chunk: 1 }, chunks, perChunk, stride, out);
  });
}
