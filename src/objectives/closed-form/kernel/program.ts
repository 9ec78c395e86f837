import { OPCODES, type Operations } from './operations.ts';
import type { Argument } from './place.ts';

type Name = keyof Operations;

/** One call of a function of the kernel, its arguments as places. */
export interface Step {
  readonly name: Name;
  readonly arguments: readonly Argument[];
}

/** What a stage runs over: `chunks` chunks of `chunkBlocks` blocks from `firstChunk` on, within `blocks` blocks. */
export interface Range {
  readonly firstChunk: number;
  readonly chunks: number;
  readonly chunkBlocks: number;
  readonly blocks: number;
}

/**
 * Chunks that any thread may run in any order. One block takes all its steps, one after the other, while it is in the
 * processor's cache, before the next block begins. What needs a sum over all rows ends a stage.
 */
export interface Stage extends Range {
  /** At the beginning of a chunk, for each direction. */
  readonly before: Step[];
  /** For each block. */
  readonly once: Step[];
  /** Then for each block and direction. */
  readonly each: Step[];
}

/** Adds a step to a list. */
export type Adder = <Key extends Name>(name: Key, ...values: Parameters<Operations[Key]>) => void;

/** Builds a pass over a range of rows. */
export interface StageBuilder {
  readonly before: Adder;
  readonly once: Adder;
  readonly each: Adder;
  /** Ends the stage: what `add` adds is run by one thread, and what follows in the next stage sees all of it. */
  finish(add: (step: Adder) => void): void;
}

/** Builds a program: stages that run one after the other. */
export interface ProgramBuilder {
  /** Stages over a range of rows. */
  over(range: Range): StageBuilder;
  /** Steps for one thread, for each direction. */
  alone(add: (step: Adder) => void): void;
  /** Slices of a vector, one a chunk, for each direction. */
  slices(count: number, add: (step: Adder) => void): void;
  readonly stages: readonly Stage[];
}

const ALONE: Range = { firstChunk: 0, chunks: 1, chunkBlocks: 1, blocks: 1 };

export function programBuilder(): ProgramBuilder {
  const stages: Stage[] = [];
  const open = (range: Range): Stage => {
    const stage = { ...range, before: [], once: [], each: [] };
    stages.push(stage);
    return stage;
  };
  const adder = (steps: () => Step[]): Adder => {
    return (name, ...values) => void steps().push({ name, arguments: values });
  };
  const slices: ProgramBuilder['slices'] = (count, add) => {
    const stage = open({ ...ALONE, chunks: count, blocks: count });
    add(adder(() => stage.each));
  };
  return {
    over(range) {
      let stage = open(range);
      return {
        before: adder(() => stage.before),
        once: adder(() => stage.once),
        each: adder(() => stage.each),
        finish(add) {
          slices(1, add);
          stage = open(range);
        },
      };
    },
    alone: (add) => slices(1, add),
    slices,
    stages,
  };
}

/** Words of an argument, of a step before its arguments, and of a stage before its steps. */
const [ARGUMENT, STEP, STAGE] = [5, 2, 8];
/** The interpreter reads eight arguments whatever the step. */
const SPARE = 8 * ARGUMENT;

/** A program as `assembly/schedule.ts` and `assembly/interpreter.ts` read it. Stages without steps are left out. */
export function encodeProgram(stages: readonly Stage[]): Int32Array {
  const kept = stages.filter(({ once, each }) => once.length + each.length > 0);
  const words = kept.flatMap(({ chunks, firstChunk, chunkBlocks, blocks, before, once, each }) => {
    const groups = [before, once, each].map((steps) => steps.flatMap(encodeStep));
    const bytes = groups.map(({ length }) => 4 * length);
    const size = 4 * STAGE + bytes.reduce((sum, group) => sum + group, 0);
    return [[chunks, firstChunk, chunkBlocks, blocks, ...bytes, size], ...groups].flat();
  });
  const encoded = new Int32Array(1 + words.length + SPARE);
  encoded.set([kept.length]);
  encoded.set(words, 1);
  return encoded;
}

function encodeStep({ name, arguments: values }: Step): number[] {
  const words = [OPCODES[name], 4 * (STEP + ARGUMENT * values.length)];
  for (const value of values) {
    const {
      address,
      block = 0,
      chunk = 0,
      worker = 0,
      direction = 0,
    } = typeof value === 'number' ? { address: value } : value;
    words.push(address, block, chunk, worker, direction);
  }
  return words;
}
