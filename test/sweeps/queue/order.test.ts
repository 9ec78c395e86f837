import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/runs/write.ts';
import { queueId } from '../../../src/sweeps/queue/names.ts';
import { folderIn, jobOf, OrderError, orderOf, readOrder } from '../../../src/sweeps/queue/order.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { experimentOf, jobOf as plannedJob } from '../jobs.ts';

async function withData() {
  const path = join(temporaryDirectory(), 'private-name.csv');
  await writeWhole(path, 'a,y\n1,2\n3,4\n');
  return { path, job: plannedJob(await experimentOf({ data: { source: 'file', path, target: 'y' } }), 1) };
}

describe('an order', () => {
  it('brings a job to another machine, with the paths of that machine', async () => {
    const { job, path } = await withData();
    const sent = JSON.stringify(orderOf(job));
    expect(sent).not.toContain('private-name');
    const there = jobOf(readOrder(JSON.parse(sent)), (hash) => `/there/${hash}`);
    const arrived = `/there/${job.files[0]!.sha256}`;
    expect(there.files).toEqual([{ key: 'data.path', path: arrived, sha256: job.files[0]!.sha256 }]);
    expect(there.config).toEqual({ ...job.config, data: { ...job.config.data, path: arrived } });
    expect(path).toBe(job.files[0]!.path);
    expect(queueId(there)).toBe(queueId(job));
  });

  it('cannot make a worker read a file of its own', async () => {
    const { job } = await withData();
    const order = orderOf(job);
    const spy = {
      ...order,
      config: { ...order.config, data: { ...order.config.data, path: '/etc/passwd' } },
    };
    expect(JSON.stringify(jobOf(readOrder(spy), () => '/there'))).not.toContain('passwd');
    expect(() => readOrder({ ...spy, files: [] })).toThrow(
      /brings the files -, and its config reads data\.path/,
    );
    const model = { ...order.config.model, initialization: { file: '/etc/passwd' } };
    expect(() => readOrder({ ...order, config: { ...order.config, model } })).toThrow(OrderError);
  });

  it.each(['../../x', '/etc', 'a/b', 'a\\b', '..', '', 'con', '__proto__', '\0'])(
    'is refused with the label %j',
    async (label) => {
      const { job } = await withData();
      expect(() => readOrder({ ...orderOf(job), label })).toThrow(
        /^the order of this run cannot be read: label/,
      );
    },
  );

  it('is refused with keys that it does not know, naming the place', async () => {
    const { job } = await withData();
    expect(() => readOrder({ ...orderOf(job), config: { ...job.config, run: 'rm -rf /' } })).toThrow(
      /config: .*run/,
    );
    expect(() => readOrder(null)).toThrow(OrderError);
    expect(() => readOrder({ ...orderOf(job), format: 2 })).toThrow(/format/);
  });

  it('has a folder below that of the worker, whatever its name', () => {
    expect(folderIn('/w', { label: 'a', seed: 1 })).toBe(join('/w', 'a', 'seed-1'));
    expect(() => folderIn('/w', { label: '../..', seed: 1 })).toThrow(/leads out of its folder/);
  });
});
