import { readFileSync } from 'node:fs';
import { QueueError } from './errors.ts';

/** The packages that a queue needs and nothing else does. */
export interface QueuePackages {
  readonly bullmq: typeof import('bullmq');
  readonly Redis: typeof import('ioredis').Redis;
}

/**
 * Loads bullmq and ioredis, which are optional and take 150 ms.
 *
 * @throws QueueError with the command that installs them
 */
export async function loadQueuePackages(): Promise<QueuePackages> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new QueueError(
      `A queue needs two packages that are not installed: npm install ${wanted().join(' ')} (with --global where hessian-lab is).`,
    );
  }
}

/** name@version of both, as this package's own manifest has them. */
function wanted(): string[] {
  const file = new URL('../../../package.json', import.meta.url);
  const { optionalDependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  return ['bullmq', 'ioredis'].map((name) => `${name}@${optionalDependencies[name]}`);
}
