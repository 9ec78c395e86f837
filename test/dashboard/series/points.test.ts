/** A line that is drawn bit by bit as it grows must be the one that is drawn at once. */
import { appendFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { TrackedRun } from '../../../src/dashboard/catalogue/run.ts';
import { gridOf } from '../../../src/dashboard/series/buckets.ts';
import { linesOf } from '../../../src/dashboard/series/lines.ts';
import { linePoints } from '../../../src/dashboard/series/points.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { row, writeRun } from '../support/written-run.ts';

const free = () => 'free' as const;
const kind = fc.constantFrom('each', 'range', 'quartiles');
/** New epochs of each of two seeds; -1 cuts the file back to epoch 0, as a resume may. */
const step = fc.tuple(fc.integer({ min: -1, max: 9 }), fc.integer({ min: -1, max: 9 }));

property.prop([kind, fc.constantFrom(0, 0.6), fc.array(step, { maxLength: 12 })], { numRuns: 40 })(
  'points that were extended are those that are computed anew',
  (seeds, smoothing, steps) => {
    const root = realpathSync(temporaryDirectory());
    const folders = [1, 2].map((seed) => writeRun(root, { seed, epochs: 0 }));
    const tracked = () => folders.map((folder, i) => new TrackedRun(i, folder, root, free));
    const runs = tracked();
    const ends = [0, 0];
    const look = (of: readonly TrackedRun[]) => {
      for (const run of of) run.log.read();
      const view = { runs: of, seeds, smoothing, epochs: null } as const;
      const grid = gridOf(Math.max(...of.map(({ log }) => log.lastEpoch)), 4);
      return linesOf(view).map((line) => linePoints(line, 'train_loss', view, grid));
    };
    for (const counts of [[0, 0], ...steps]) {
      counts.forEach((count, i) => {
        const log = join(folders[i]!, 'epochs.csv');
        if (count < 0) {
          writeFileSync(log, `epoch,train_loss\n0,${i + 5}\n`);
          writeRun(root, { seed: i + 1, epochs: 0 });
          ends[i] = 0;
        }
        for (let n = 0; n < count; n++) appendFileSync(log, row(++ends[i]!, Math.sin(ends[i]! * 7) + 2));
      });
      expect(look(runs)).toEqual(look(tracked()));
    }
  },
);
