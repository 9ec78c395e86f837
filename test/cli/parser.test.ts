import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { UsageError } from '../../src/cli/errors.ts';
import { parseCommandLine } from '../../src/cli/parser.ts';

const parse = (line: string) => parseCommandLine(line.split(' '), commands);

test('--set is repeatable and takes one value each, so that the config may stand behind it', async () => {
  const call = await parse('run --set training.epochs=5 --set name=x my.yaml');
  expect(call!.args).toMatchObject({ config: 'my.yaml', set: ['training.epochs=5', 'name=x'] });
});

test('a config or folder that looks like a number stays the text it is', async () => {
  expect((await parse('run 007 --out 1e3'))!.args).toMatchObject({ config: '007', out: '1e3' });
});

test('a switch may be written out', async () => {
  expect((await parse('run a.yaml --quiet=false --dry-run=true'))!.args).toMatchObject({
    quiet: false,
    'dry-run': true,
  });
});

test('every command has its defaults', async () => {
  expect((await parse('run a.yaml'))!.args).toMatchObject({ quiet: false, json: false, 'dry-run': false });
  expect((await parse('init'))!.args).toMatchObject({ file: 'experiment.yaml' });
});

test.for([
  ['rum a.yaml', 'Unknown command "rum", did you mean "run"?'],
  ['frobnicate', `Commands: ${commands.map(({ usage }) => usage.split(' ')[0]).join(', ')}. See`],
  ['run a.yaml --dryrun', 'Unknown option "dryrun", did you mean "dry-run"?'],
  ['run a.yaml --sed 3', 'Unknown option "sed", did you mean'],
  ['rnu a.yaml', 'Unknown command "rnu", did you mean "run"?'],
  ['run a.yaml b.yaml', '"b.yaml" is one argument too many: hessian-lab run [config]. See'],
  ['run a.yaml --quiet=3', '--quiet is a switch: received "3", allowed are true and false'],
  ['run a.yaml --dry-run=yes', '--dry-run is a switch: received "yes"'],
  ['run a.yaml --dryRun=', '--dryRun is a switch: received ""'],
  ['run a.yaml --out', '--out needs a value'],
  ['run a.yaml --out a --out b', '--out was given 2 times'],
  ['schema x', '"x" is one argument too many: hessian-lab schema. See'],
  ['completion bash --json', 'Unknown option "json". See hessian-lab completion --help.'],
  ['run -- a.yaml', '"a.yaml" stands behind --, where nothing is read'],
  ['run a.yaml -- --dry-run', '"--dry-run" stands behind --'],
  ['-- run a.yaml', '"run" stands behind --'],
  // Two blanks in a row: an empty word.
  ['run ', 'config: received "", which'],
  ['run a.yaml --out ', '--out: received "", which'],
  ['run a.yaml --set ', '--set: received "", which'],
  ['compare a ', 'runs: received "", which'],
  ['playground --export ', '--export: received "", which'],
])('%s is refused: %s', async ([line, message]) => {
  const error = await parse(line!).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).toContain(message);
});

test('nothing behind -- is nothing to refuse', async () => {
  expect((await parse('run a.yaml --'))!.args).toMatchObject({ config: 'a.yaml' });
});

test('a missing argument is told with the usage of its command', async () => {
  const [first] = commands;
  const strict = { ...first!, usage: 'run <config>' };
  await expect(parseCommandLine(['run'], [strict])).rejects.toThrow(
    'An argument is missing: hessian-lab run <config>',
  );
});
