import { join } from 'node:path';
import { z } from 'zod';
import { firstIssue } from './first-issue.ts';
import { type Manifest, runStatuses } from './manifest.ts';
import { readDocument } from './read-document.ts';

/** A manifest from which a run cannot be gone on with; place and remedy in the message. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const count = z.int().min(0);
const engine = z
  .object({
    engine: z.string(),
    backend: z.string(),
    precision: z.string(),
    threads: count.nullable(),
  })
  .nullable();

/** What resuming reads of a manifest. */
const schema = z.object({
  format: z.literal(1),
  arm: z.string(),
  seed: count,
  status: z.enum(runStatuses),
  message: z.string(),
  start: z.string(),
  end: z.string().nullable(),
  configHash: z.string(),
  dataHash: z.string().nullable(),
  training: engine,
  curvature: engine,
  versions: z.object({ hessianLab: z.string(), node: z.string() }),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  resumed: z.array(
    z.object({ at: z.string(), fromEpoch: count.nullable(), hessianLab: z.string(), node: z.string() }),
  ),
  epochs: count.nullable(),
  epochsToTarget: count.nullable(),
  gradients: count,
  products: count,
} satisfies Partial<Record<keyof Manifest, z.ZodType>>);

/** The part of a manifest that resuming reads. */
export type PriorManifest = z.infer<typeof schema>;

/**
 * Reads `manifest.json` in the folder of a run back; null when there is none.
 *
 * @throws ManifestError when it is damaged or of another format
 */
export async function readManifest(directory: string): Promise<PriorManifest | null> {
  const path = join(directory, 'manifest.json');
  const document = await readDocument(path, (problem) => damaged(path, problem));
  if (document === undefined) return null;
  const result = schema.safeParse(document);
  if (!result.success) throw damaged(path, firstIssue(result.error));
  return result.data;
}

function damaged(path: string, problem: string): ManifestError {
  return new ManifestError(
    `${path}: ${problem}. Put a good copy in its place, or delete the folder it lies in and resume again, and this run starts over.`,
  );
}
