import type { Tensor } from '@tensorflow/tfjs';
import type { BackendName } from '../backends/name.ts';
import { OP_SCOPE, type RecordedNode } from './engine.ts';
import { kernelTable } from './kernel-table.ts';

/** An operation whose second derivative nobody has shown to be right. */
export interface DoubtfulKernel {
  /** Kernel name; for a custom gradient the name of the tfjs function it belongs to, or else `CUSTOM_GRADIENT`. */
  readonly kernel: string;
  /**
   * `refused`: known to be wrong or impossible. `unknown`: outside the table, a custom gradient of the user's for
   * example; may be used once `verifyProduct` has passed.
   */
  readonly state: 'refused' | 'unknown';
  /** Why, in a sentence for people. */
  readonly reason: string;
}

/**
 * Which operations on a recorded tape lie outside the table of those whose second derivatives are right.
 *
 * @param recorded the tape, `tf.engine().state.activeTape` of the *corrected* engine, best after the backward
 *   pass too (kernels of gradients are differentiated as well); or kernel names alone, which tell less: the
 *   refusals that depend on data types, padding or other attributes need the nodes
 * @param options.parameters what is differentiated for: operations that do not depend on them are ignored;
 *   default: none are
 * @param options.backend where the tape was recorded; default 'native', on which the fewest are refused
 * @returns each kernel once, in tape order; empty when all is right
 */
export function checkRecordedKernels(
  recorded: readonly (RecordedNode | string)[],
  options: { readonly parameters?: readonly Pick<Tensor, 'id'>[]; readonly backend?: BackendName } = {},
): DoubtfulKernel[] {
  const doubtful = new Map<string, DoubtfulKernel>();
  const nodes = recorded.map((entry) =>
    typeof entry === 'string' ? { kernelName: entry, inputs: {}, outputs: [] } : entry,
  );
  for (const node of options.parameters ? dependents(nodes, options.parameters) : nodes) {
    const kernel = node.kernelName.replace(OP_SCOPE, '');
    if (doubtful.has(kernel)) continue;
    const doubt = judge(kernel, node, options.backend ?? 'native');
    if (doubt) doubtful.set(kernel, { kernel, ...doubt });
  }
  return [...doubtful.values()];
}

function judge(
  kernel: string,
  node: RecordedNode,
  backend: BackendName,
): Omit<DoubtfulKernel, 'kernel'> | null {
  const entry = Object.hasOwn(kernelTable, kernel) ? kernelTable[kernel] : undefined;
  if (!entry) {
    return {
      state: 'unknown',
      reason: 'its second derivative has not been compared with finite differences',
    };
  }
  const reason = entry.reason ?? entry.refuses?.(node, backend);
  return reason ? { state: 'refused', reason } : null;
}

/** The nodes that depend on the parameters. A tape is in the order of computation, so one pass finds them. */
function dependents(
  nodes: readonly RecordedNode[],
  parameters: readonly Pick<Tensor, 'id'>[],
): RecordedNode[] {
  const reached = new Set(parameters.map(({ id }) => id));
  return nodes.filter((node) => {
    if (!Object.values(node.inputs).some((input) => input && reached.has(input.id))) return false;
    for (const output of node.outputs) reached.add(output.id);
    return true;
  });
}
