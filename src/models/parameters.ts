import type { ParameterLayout } from './layout.ts';

/** One named tensor of a parameter file; `values` row-major. */
export interface NamedParameter {
  /** As in a layout: "layer1/kernel". */
  readonly name: string;
  /** [inputs, units] of a kernel, [units] of all others. */
  readonly shape: readonly number[];
  /** Row-major, as many as the shape says. */
  readonly values: readonly number[];
}

/** A parameter file: `{ "parameters": [{ "name": "layer1/kernel", "shape": [13, 32], "values": [...] }, ...] }`. */
export interface ParameterFile {
  /** Every tensor of the network, in any order. */
  readonly parameters: readonly NamedParameter[];
}

/** A parameter file that does not fit the model; `problems` names every tensor that does not. */
export class ParameterFileError extends Error {
  /** For telling it from other errors. */
  override readonly name = 'ParameterFileError';
  /** One sentence for each tensor that is missing, unknown, or of another shape. */
  readonly problems: readonly string[];
  constructor(file: string, problems: readonly string[]) {
    super(`${file} does not fit the model:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** The named tensors of a flat vector, in layout order. Values survive JSON exactly (shortest round trip). */
export function toParameterFile(layout: ParameterLayout, parameters: Float64Array): ParameterFile {
  return {
    parameters: layout.entries.map(({ name, shape, offset, size }) => ({
      name,
      shape,
      values: Array.from(parameters.subarray(offset, offset + size)),
    })),
  };
}

/**
 * Reads a parsed parameter file into a flat vector; the tensors may come in any order.
 *
 * @param content the parsed JSON, of unknown form
 * @param file its name, for the message
 * @throws {ParameterFileError} naming every missing, unknown, repeated or misshapen tensor and every value that
 * is not a finite number
 */
export function fromParameterFile(layout: ParameterLayout, content: unknown, file: string): Float64Array {
  const given = (content as { parameters?: unknown } | null)?.parameters;
  if (!Array.isArray(given)) {
    throw new ParameterFileError(file, [
      'expected {"parameters": [{"name": …, "shape": […], "values": […]}, …]}; a run writes such a file as parameters.json',
    ]);
  }
  const problems: string[] = [];
  const parameters = new Float64Array(layout.dimension);
  const missing = new Map(layout.entries.map((entry) => [entry.name, entry]));
  const known = [...missing.keys()];
  for (const tensor of given as Partial<NamedParameter>[]) {
    const name = String(tensor?.name);
    const entry = missing.get(name);
    if (!entry) {
      const reason = known.includes(name) ? 'appears twice' : `is unknown; the model has ${known.join(', ')}`;
      problems.push(`${name}: ${reason}`);
      continue;
    }
    missing.delete(name);
    const problem = tensorProblem(tensor, entry.shape, entry.size);
    if (problem) problems.push(`${name}: ${problem}`);
    else parameters.set(tensor.values!, entry.offset);
  }
  for (const { name, shape } of missing.values()) problems.push(`${name}: missing, shape [${shape}]`);
  if (problems.length > 0) throw new ParameterFileError(file, problems);
  return parameters;
}

function tensorProblem(
  tensor: Partial<NamedParameter>,
  shape: readonly number[],
  size: number,
): string | null {
  if (String(tensor.shape) !== String(shape)) {
    return `expected shape [${shape}], received [${tensor.shape ?? ''}]; kernels are [inputs, units], row-major`;
  }
  if (!Array.isArray(tensor.values) || tensor.values.length !== size) {
    return `expected ${size} values, received ${Array.isArray(tensor.values) ? tensor.values.length : 'none'}`;
  }
  const bad = tensor.values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  return bad < 0 ? null : `value ${bad} is not a finite number: ${received(tensor.values[bad])}`;
}

/** As it stands in the file; a number beyond float64 comes as its text. */
function received(value: unknown): string {
  const isOverflow = Math.abs(Number(value)) === Number.POSITIVE_INFINITY;
  return isOverflow && typeof value !== 'object' ? String(value) : JSON.stringify(value);
}
