import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { environmentVariables } from '../../src/cli/environment.ts';
import { parseCommandLine } from '../../src/cli/parser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe.each(commands.map((command) => ({ name: command.usage.split(' ')[0]!, command })))(
  'the help of $name',
  ({ name, command }) => {
    it('has examples, each of which is a command line that parses', async () => {
      expect(command.examples?.length).toBeGreaterThan(0);
      for (const [line] of command.examples!) {
        const words = [...line.replace(/ >+ .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, bare]) => quoted ?? bare!,
        );
        expect(words[0]).toBe(name);
        const call = await parseCommandLine(words, commands);
        expect(call?.command.usage).toBe(command.usage);
      }
    });
  },
);

test('every environment variable that the code reads is listed, and no other one of this project', () => {
  const sources = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs)$/.test(file) && file !== join('cli', 'environment.ts'))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  );
  const read = new Set(sources.flatMap((source) => source.match(/HESSIAN_LAB_[A-Z_]*[A-Z]/g) ?? []));
  const listed = environmentVariables.map(({ name }) => name).filter((name) => name.startsWith('HESSIAN'));
  expect([...listed].sort()).toEqual([...read].sort());
});
