/** A soak in a process of its own, so that its memory is that of one run. Its result is one line of JSON. */
import { inFolder } from '../faults/process.ts';
import { conditions } from './conditions.ts';
import { soak } from './soak.ts';

const [name, epochs, warmUp] = process.argv.slice(2);
const condition = conditions.find((one) => one.name === name)!;
const result = await inFolder((folder) =>
  soak(condition, folder, { epochs: Number(epochs), warmUp: Number(warmUp) }),
);
process.stdout.write(`${JSON.stringify(result)}\n`);
