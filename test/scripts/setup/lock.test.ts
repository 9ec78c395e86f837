import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exclusively, lockFile } from '../../../scripts/setup/lock.mjs';

const resourceNamed = (name: string) => `test ${name} ${process.pid}`;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('two workers on one resource never work at the same time', async () => {
  const events: string[] = [];
  const work = (name: string) =>
    exclusively(resourceNamed('shared'), async () => {
      events.push(`${name} begins`);
      await pause(50);
      events.push(`${name} ends`);
      return name;
    });
  expect(await Promise.all([work('first'), work('second')])).toEqual(['first', 'second']);
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

it('the lock is released when the work fails', async () => {
  const resource = resourceNamed('failing');
  const failing = exclusively(resource, async () => {
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(existsSync(lockFile(resource))).toBe(false);
});

it('the lock of a process that is gone is taken over without waiting', async () => {
  const resource = resourceNamed('abandoned');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(lockFile(resource), String(gone));
  let waited = false;
  const result = await exclusively(
    resource,
    async () => 'done',
    () => {
      waited = true;
    },
  );
  expect({ result, waited }).toEqual({ result: 'done', waited: false });
});
