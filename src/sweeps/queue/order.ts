import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { nameSchema } from '../../config/schema/name.ts';
import { armSchema } from '../../config/schema.ts';
import type { Job } from '../job.ts';

/** Stands in the config of an order for the path of each file that it reads; each machine has its own. */
const ELSEWHERE = 'elsewhere';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.strictObject({
  format: z.literal(1),
  id: hash,
  label: nameSchema,
  arm: nameSchema,
  seed: z.int().min(0),
  config: armSchema,
  files: z
    .array(z.strictObject({ key: z.enum(['data.path', 'model.initialization.file']), sha256: hash }))
    .max(2),
  git: z.object({ commit: z.string().max(100), dirty: z.boolean() }).nullable(),
  /** What another worker had done of it when it was stopped: a parcel of the run's files. */
  begun: z.string().nullable(),
});

/** A run as it travels: a job without anything of the machine that planned it. */
export type Order = z.infer<typeof schema>;

/** What came through the queue is no order of this version; whoever may write to the queue can have made it. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
}

/** The order for a job. */
export function orderOf({ id, label, arm, seed, config, files, git }: Job): Order {
  return {
    format: 1,
    id,
    label,
    arm,
    seed,
    config: withPaths(config, () => ELSEWHERE),
    files: files.map(({ key, sha256 }) => ({ key, sha256 })),
    git,
    begun: null,
  };
}

/** Reads an order. Throws an OrderError with the first thing that is wrong. */
export function readOrder(data: unknown): Order {
  const result = schema.safeParse(data);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new OrderError(`the order of this run cannot be read: ${path.join('.') || 'order'}: ${message}`);
  }
  const order = result.data;
  const given = order.files.map(({ key }) => key).sort();
  const read = keysRead(order.config).sort();
  if (given.join() !== read.join()) {
    throw new OrderError(
      `the order of this run brings the files ${given.join(', ') || '-'}, and its config reads ${read.join(', ') || '-'}`,
    );
  }
  return order;
}

/**
 * The job of an order, on a machine where its files lie at these paths. Whatever paths the order itself names are
 * replaced: a config that comes through the queue reads no other file of this machine.
 */
export function jobOf(order: Order, pathOf: (sha256: string) => string): Job {
  const { id, label, arm, seed, git } = order;
  const files = order.files.map(({ key, sha256 }) => ({ key, sha256, path: pathOf(sha256) }));
  const config = withPaths(order.config, (key) => files.find((file) => file.key === key)!.path);
  return { id, label, folder: `${label}/seed-${seed}`, arm, seed, values: {}, config, files, git };
}

/**
 * The folder of a run below `directory`.
 *
 * @throws OrderError where that would be another place, whatever the name of the run is
 */
export function folderIn(directory: string, { label, seed }: Pick<Job, 'label' | 'seed'>): string {
  const folder = join(directory, label, `seed-${seed}`);
  if (resolve(folder).startsWith(resolve(directory) + sep)) return folder;
  throw new OrderError(`the name of a run leads out of its folder: ${JSON.stringify(label)}`);
}

type Config = Job['config'];
type FileKey = Job['files'][number]['key'];

function keysRead({ data, model }: Config): FileKey[] {
  return [
    ...(data.source === 'file' ? (['data.path'] as const) : []),
    ...(typeof model.initialization === 'string' ? [] : (['model.initialization.file'] as const)),
  ];
}

function withPaths(config: Config, pathOf: (key: FileKey) => string): Config {
  const { data, model } = config;
  const { initialization } = model;
  return {
    ...config,
    data: data.source === 'file' ? { ...data, path: pathOf('data.path') } : data,
    model:
      typeof initialization === 'string'
        ? model
        : { ...model, initialization: { file: pathOf('model.initialization.file') } },
  };
}
