import { z } from 'zod';
import { sha256 } from '../config/hash.ts';
import type { TrainingState } from '../training/state.ts';
import { decode, encode, encodedState } from './checkpoint-state.ts';
import { firstIssue } from './first-issue.ts';
import { readDocument } from './read-document.ts';

/** Version of the checkpoint format; a reader refuses any other. */
export const checkpointFormat = 2;

/** The run that a checkpoint belongs to; no other can go on from it. */
export interface RunIdentity {
  readonly configHash: string;
  readonly seed: number;
}

/** A checkpoint file that cannot be gone on from; place and remedy in the message. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/**
 * The content of `checkpoint.json` for the state of a training run. It is JSON, and reading it gives back the same bits
 * (see `encode`); a SHA-256 over the text of the state tells a damaged file from a whole one.
 */
export function checkpointText(run: RunIdentity, state: TrainingState): string {
  const text = JSON.stringify(encode(state));
  const { configHash, seed } = run;
  const head = JSON.stringify({ format: checkpointFormat, configHash, seed, sha256: sha256(text) });
  return `${head.slice(0, -1)},"state":${text}}\n`;
}

/**
 * Reads a checkpoint back; null when there is none.
 *
 * @throws CheckpointError when the file is damaged, is no checkpoint of this format or belongs to another config or seed
 */
export async function readCheckpoint(path: string, run: RunIdentity): Promise<TrainingState | null> {
  const document = await readDocument(path, (problem) => damaged(path, problem));
  if (document === undefined) return null;
  const head = headSchema.safeParse(document);
  if (!head.success) throw damaged(path, firstIssue(head.error));
  const { format, configHash, seed } = head.data;
  if (format !== checkpointFormat) {
    throw new CheckpointError(
      `${path} has checkpoint format ${format}, this version reads ${checkpointFormat}; use the version that the manifest beside it names`,
    );
  }
  if (configHash !== run.configHash || seed !== run.seed) {
    throw new CheckpointError(
      `${path} belongs to another run: config hash ${configHash}, seed ${seed}; expected ${run.configHash}, ${run.seed}. Compare the config.yaml beside it.`,
    );
  }
  const body = bodySchema.safeParse(document);
  if (!body.success) throw damaged(path, firstIssue(body.error));
  // The schema bounds the depth, so that what follows cannot overflow the stack.
  const sum = sha256(JSON.stringify((document as { state: unknown }).state));
  if (sum !== body.data.sha256) {
    throw damaged(path, `sha256: the state sums to ${sum}, written was ${body.data.sha256}`);
  }
  try {
    return decode(body.data.state) as TrainingState;
  } catch (error) {
    throw damaged(path, `state: ${(error as Error).message}`);
  }
}

const headSchema = z.object({ format: z.number(), configHash: z.string(), seed: z.number() });
const bodySchema = z.object({ sha256: z.string(), state: encodedState });

function damaged(path: string, problem: string): CheckpointError {
  return new CheckpointError(
    `${path}: ${problem}. The file is damaged: put a good copy in its place, or delete it and resume again, and this run starts over.`,
  );
}
