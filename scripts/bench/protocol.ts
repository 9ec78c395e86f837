import { z } from 'zod';

/** What a peer says first: the works it can do, under numbers by which orders name them. */
export const helloSchema = z.object({
  contenders: z.array(z.object({ work: z.string(), name: z.string(), precision: z.string() })),
  versions: z.record(z.string(), z.string()),
  threads: z.number().int(),
});
export type Hello = z.infer<typeof helloSchema>;

/** The milliseconds of each call of a turn. */
export const turnSchema = z.object({ times: z.array(z.number().positive()).min(1) });

/** What a contender computes, by name: 'loss', 'gradient', 'product', ... and what it says about itself. */
export const checkSchema = z.record(z.string(), z.union([z.number(), z.array(z.number())]));
export type Computed = z.infer<typeof checkSchema>;

/** An order to a peer, by the number of the contender. */
export type Order = { readonly check: number } | { readonly turn: number; readonly milliseconds: number };

const failureSchema = z.object({ error: z.string() });

/**
 * One line of a peer as the answer expected.
 *
 * @throws Error with the peer's own words when it reports a failure; with the line when it is no such answer
 */
export function parseAnswer<Answer>(line: string, schema: z.ZodType<Answer>): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new Error(`expected an answer in JSON, received '${excerpt(line)}'`);
  }
  const failure = failureSchema.safeParse(answer);
  if (failure.success) throw new Error(failure.data.error);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Error(`expected another answer (${[...path, message].join(': ')}), received '${excerpt(line)}'`);
}

function excerpt(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
