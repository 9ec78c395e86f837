/** Work on one block of 32 rows. */
export type Step = (block: number) => void;

/**
 * Steps that one block takes one after the other, while it is in the processor's cache, before the next block
 * begins. What needs a sum over all rows, batch norm alone, ends a stage; `finish` then completes the sum.
 */
interface Stage {
  readonly steps: Step[];
  finish: (() => void) | null;
}

/** A pass over all rows, built step by step. The last stage is never finished, so that passes can be joined. */
export type Pass = readonly Stage[];

/** Collects the steps of a pass. */
export interface PassBuilder {
  step(step: Step): void;
  /** Ends the stage: the steps that follow see every block past the ones before. */
  finish(work: () => void): void;
  readonly pass: Pass;
}

export function passBuilder(): PassBuilder {
  const pass: Stage[] = [{ steps: [], finish: null }];
  return {
    step(step) {
      pass.at(-1)!.steps.push(step);
    },
    finish(work) {
      pass.at(-1)!.finish = work;
      pass.push({ steps: [], finish: null });
    },
    pass,
  };
}

/** One pass behind the other: a block goes on into the second while it is in the cache, where sums allow. */
export function joinPasses(...passes: readonly Pass[]): Pass {
  const joined: Stage[] = [{ steps: [], finish: null }];
  for (const [first, ...rest] of passes) {
    const last = joined.pop()!;
    joined.push({ steps: [...last.steps, ...first!.steps], finish: first!.finish }, ...rest);
  }
  return joined;
}

/** Runs a pass over `blocks` blocks, always in the same order. */
export function runPass(pass: Pass, blocks: number): void {
  for (const { steps, finish } of pass) {
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < steps.length; i++) steps[i]!(block);
    }
    finish?.();
  }
}
