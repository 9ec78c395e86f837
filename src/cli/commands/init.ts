import { writeFile } from 'node:fs/promises';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { print, printJson } from '../output.ts';

/** `hessian-lab init [file]`: writes a commented config to start from. */
export const init = defineCommand({
  usage: 'init [file]',
  describe: 'Write a commented config to start from',
  positionals: {
    file: { type: 'string', default: 'experiment.yaml', describe: 'File to write; never overwritten' },
  },
  options: {
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['init', 'writes experiment.yaml'],
    ['init housing.yaml', 'writes housing.yaml'],
  ],
  async run({ file, quiet, json }) {
    const [{ configTemplate }, { writing }] = await Promise.all([
      import('../../config/template.ts'),
      import('../../runs/write-error.ts'),
    ]);
    await writing(file, async () => {
      try {
        await writeFile(file, configTemplate(), { flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw new UsageError(`${file} exists already; name another file, or move it away first.`);
      }
    });
    if (json) printJson({ file });
    else if (!quiet) print(`Wrote ${file}. Next: hessian-lab run ${file} --dry-run`);
    return 0;
  },
});
