import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderReadme } from '../scripts/readme/render.ts';
import { commands } from '../src/cli/commands/index.ts';
import { parseCommandLine } from '../src/cli/parser.ts';
import { loadExperiment } from '../src/config/load.ts';
import { loadSweep } from '../src/config/load-sweep.ts';
import { armSchema } from '../src/config/schema.ts';
import { planSweep } from '../src/sweeps/plan.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Inside the package, so that `import 'hessian-lab'` finds it by its own name, as an installed copy would be. */
const scratch = join(root, 'dist', 'readme-snippets');
mkdirSync(scratch, { recursive: true });
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Fenced blocks with their language, in order. */
const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}));

describe('every TypeScript snippet of the README', () => {
  const snippets = blocks.flatMap(({ language, text }, i) =>
    language === 'ts' ? [{ title: text.split('\n')[1]!, text, printed: blocks[i + 1]! }] : [],
  );

  it.each(snippets)('runs and prints what stands below it: $title', ({ text, printed }) => {
    expect(printed.language).toBe('text');
    const file = join(scratch, `snippet-${snippets.findIndex((snippet) => snippet.text === text)}.ts`);
    writeFileSync(file, text);
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
      cwd: root,
      encoding: 'utf8',
    });
    // The advertisement that TensorFlow.js prints without a faster backend is not the snippet's.
    const said = stdout.replace(/^=+\n[\s\S]*?\n=+\n/gm, '').trim();
    expect({ said, errors: withoutStack(stderr) }).toEqual({ said: printed.text.trim(), errors: '' });
  });

  it('is one of at least two', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(2);
  });
});

it('the example config is valid and has the arms it shows, and the sweep that stands on it too', () => {
  const configs = blocks.filter(({ language }) => language === 'yaml');
  const [config, sweep] = ['name: housing-inputs', 'base: housing-inputs.yaml'].map((start) =>
    configs.find(({ text }) => text.startsWith(start)),
  );
  const file = join(scratch, 'housing-inputs.yaml');
  writeFileSync(file, config!.text);
  const sweepFile = join(scratch, 'sweep.yaml');
  writeFileSync(sweepFile, sweep!.text);
  expect(planSweep(loadSweep(sweepFile, { set: [] }), null).jobs.length).toBeGreaterThan(10);
  const { arms } = loadExperiment(file);
  expect(arms.map(({ name }) => name)).toEqual(Object.keys(parse(config!.text).arms));
  for (const { config: arm } of arms) expect(armSchema.parse(arm)).toEqual(arm);
});

it('every command line of it parses', async () => {
  const lines = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', '').split('\n'))
    .map((line) => /^npx hessian-lab (.*?)(?: +#.*)?$/.exec(line)?.[1])
    .filter((line) => line !== undefined);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
    expect(await parseCommandLine(words, commands), line).not.toBeNull();
  }
});

it('every file that the documents link to exists', () => {
  for (const document of [
    'README.md',
    'CONTRIBUTING.md',
    'src/data/sets/README.md',
    'experiments/README.md',
  ]) {
    const text = readFileSync(join(root, document), 'utf8');
    for (const [, target] of text.matchAll(/(?:\]\(|<img src=")([^)#"]+)[)"]/g)) {
      if (/^https?:/.test(target!)) continue;
      expect(existsSync(join(root, dirname(document), target!)), `${document} links to ${target}`).toBe(true);
    }
  }
});

it('every path that CONTRIBUTING names exists', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const paths = [...text.matchAll(/`((?:src|test|scripts|configs|experiments)\/[^` <>]*)`/g)].map(
    ([, path]) => path!,
  );
  expect(paths.length).toBeGreaterThan(20);
  for (const path of paths) expect(existsSync(join(root, path)), path).toBe(true);
});

it('every heading that it links to is there once', () => {
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
  const links = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThan(10);
  for (const link of links) expect(anchors.filter((anchor) => anchor === link)).toEqual([link]);
});

it('the generated parts are those of the code and the committed results', () => {
  expect(renderReadme(readme)).toBe(readme);
});

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** What a process said on stderr without stack frames, and without TensorFlow.js' advertisement. */
function withoutStack(text: string): string {
  return text
    .replace(/^=+\n[\s\S]*?\n=+\n/gm, '')
    .replace(/^\s+at .*$/gm, '')
    .trim();
}
