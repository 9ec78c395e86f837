/** What `--json` prints, by real processes: one document that fits its schema, whose keys the help and the README tell. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { documents } from '../../src/cli/documents/index.ts';
import { errorDocument } from '../../src/cli/documents/tools.ts';
import { hessianLab, start, until } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

/** A linear model, whose loss overflows in the second run. */
const SWEEP = { model: { hidden: [] }, sweep: { axes: { 'training.learningRate': [0.05, 1e200] } } };

/** Runs a command with --json and gives what it printed, which has to fit its schema. */
async function documentOf(form: string, cwd: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await hessianLab(cwd, form.split(' ')[0]!, ...args, '--json');
  expect(stderr).not.toContain('internal error');
  const document = JSON.parse(stdout);
  expect(documents[form]!.safeParse(document).error?.issues ?? [], form).toEqual([]);
  tried.add(form);
  return document;
}

const tried = new Set<string>();

test('of run, inspect, compare, export, report and their plans', async () => {
  const place = workplace();
  await documentOf('init', place, 'new.yaml');
  await documentOf('run --dry-run', place, 'tiny.yaml', '--dry-run');
  await documentOf('run', place, 'tiny.yaml', '--out', 'r');
  await documentOf('inspect', place, 'r/default/seed-1');
  const twice = ['r/default/seed-1', 'r/default/seed-2'];
  await documentOf('compare', place, ...twice, '--expect', 'a.lambda_max <= b.lambda_max * 100');
  await documentOf('export', place, 'r');
  await documentOf('export --out', place, 'r', '--out', 'r.json');
  await documentOf('report', place, 'r');
});

test('of sweep and its plan, also where runs diverge: Infinity is a text', async () => {
  const place = workplace(SWEEP);
  await documentOf('sweep --dry-run', place, 'tiny.yaml', '--dry-run');
  const { runs } = await documentOf('sweep', place, 'tiny.yaml', '--jobs', '1', '--out', 's');
  const losses = (runs as { summary: { final_train_loss: unknown } }[]).map(
    ({ summary }) => summary.final_train_loss,
  );
  expect(losses).toContain('Infinity');
  const rows = (await documentOf('export', place, 's')) as unknown as { train_loss: unknown }[];
  expect(rows.map(({ train_loss }) => train_loss)).toContain('Infinity');
});

test('of reproduce, datasets, schema and doctor', async () => {
  const place = workplace();
  await documentOf('reproduce', place, 'E3', '--jobs', '1');
  await documentOf('datasets', place);
  await documentOf('schema', place);
  await documentOf('doctor', place);
  await documentOf('playground --export', place, '--export', 'public');
});

test.runIf(process.platform !== 'win32')(
  'of dashboard and playground, a line as soon as they answer',
  async () => {
    for (const [form, args] of [
      ['dashboard', ['.', '--port', '0']],
      ['playground', ['--port', '0']],
    ] as const) {
      const { child, ended } = start(workplace(), [form, ...args, '--json']);
      let said = '';
      child.stdout!.on('data', (part) => (said += part));
      await until('it prints a line', () => said.includes('\n'));
      expect(documents[form]!.safeParse(JSON.parse(said)).error?.issues ?? [], form).toEqual([]);
      child.kill('SIGINT');
      expect(await ended).toMatchObject({ code: 0, stdout: said, stderr: '' });
      tried.add(form);
    }
  },
);

test('of an error, with its exit code', async () => {
  const place = workplace();
  writeFileSync(join(place, 'bad.yaml'), 'data: { source: nowhere }');
  for (const args of [['run', 'bad.yaml'], ['rum'], ['compare', 'nowhere'], ['dashboard', 'nowhere']]) {
    const { code, stdout, stderr } = await hessianLab(place, ...args, '--json');
    expect(errorDocument.parse(JSON.parse(stdout)).exitCode).toBe(code);
    expect(stderr).toBe('');
  }
});

test('every command that has --json has a document, and each was tried but that of worker, which needs a queue', () => {
  const named = commands.filter(({ options }) => 'json' in options).map(({ usage }) => usage.split(' ')[0]!);
  expect(named.filter((name) => !(name in documents))).toEqual([]);
  expect(Object.keys(documents).filter((form) => !tried.has(form))).toEqual(['worker']);
});
