/** The page as a document: what it says, and that whatever the folders hold cannot break it. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { createReport } from '../../../src/report/html/report.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { recordedRun } from '../inspect/recorded-run.ts';

const claims = fileURLToPath(new URL('../../../results/reference/claims', import.meta.url));
const inspection = fileURLToPath(new URL('../../../results/reference/inspect', import.meta.url));

function report(paths: readonly string[], title?: string) {
  const out = join(temporaryDirectory(), 'page.html');
  const written = createReport(paths, out, title);
  return { ...written, out, document: parseHTML(written.html).document };
}

/** The cells of the column `title` of the first table whose caption holds `caption`. */
function column(
  document: ReturnType<typeof parseHTML>['document'],
  caption: string,
  title: string,
): string[] {
  const table = [...document.querySelectorAll('table')].find((one) =>
    one.querySelector('caption')!.textContent!.includes(caption),
  )!;
  const index = [...table.querySelectorAll('thead th')].findIndex((th) => th.textContent === title);
  return [...table.querySelectorAll('tbody tr')].map((row) => row.children[index]!.textContent!);
}

test('the recorded claims: a verdict and a section each, with the figure, and links that lead to the files', () => {
  const { document, out, ...counts } = report([claims]);
  const verdicts = column(document, 'Verdicts', 'verdict');
  expect(counts.claims).toBe(verdicts.length);
  expect(column(document, 'Verdicts', 'claim').slice(0, 3)).toEqual([
    'E1 quadratic-model',
    'E2 principal-directions',
    'E3 convergence-rate',
  ]);
  for (const link of document.querySelectorAll('table a[href^="#"], nav a'))
    expect(document.getElementById(link.getAttribute('href')!.slice(1))).not.toBeNull();
  expect(document.querySelectorAll('figure img[alt]').length).toBe(counts.claims);
  const file = document.querySelector('main a[href$="runs.csv"]')!.getAttribute('href')!;
  expect(readFileSync(new URL(file, `file://${out}`), 'utf8')).toContain('arm,seed,quantity,value,capped');
  const s1 = JSON.parse(readFileSync(join(claims, 'S1', 'verdict.json'), 'utf8')) as { statement: string };
  expect(document.body.textContent).toContain(s1.statement);
});

test('a run directory: configs with what differs marked, figures with the stability limit, a row a run', async () => {
  const run = await recordedRun({
    seeds: [1, 2],
    arms: {
      plain: {},
      heavy: { training: { optimizer: { type: 'momentum', momentum: 0.5, learningRate: 0.01 } } },
    },
  });
  const directory = dirname(dirname(run));
  const { document, statuses, runs, problems, title } = report([directory]);
  expect({ statuses, runs, problems, title }).toEqual({
    statuses: { completed: 4 },
    runs: 4,
    problems: [],
    title: 'tiny',
  });
  expect(column(document, 'Runs', 'seed')).toEqual(['1', '2', '1', '2']);
  expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent)).toContain('momentum');
  const drawn = document.querySelectorAll('figure svg');
  expect([...drawn].map((svg) => svg.getAttribute('aria-label'))).toEqual([
    'Training loss',
    'Test loss',
    'Largest eigenvalue of the Hessian',
    'Stability ratio',
    'Gradient norm',
  ]);
  expect(drawn[2]!.textContent).toContain('largest stable: 2/η, 2(1 + β)/η');
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const shared = ids.filter((id, i) => ids.indexOf(id) < i && !id.startsWith('clip-'));
  expect(shared).toEqual([]);
  expect(document.querySelectorAll('details pre').length).toBe(2);
  expect(document.body.textContent).toContain('closed-form in float64');
});

test('a sweep: a column for each key that varies, and the runs that left no log are said with the reason', async () => {
  const run = await recordedRun({
    seeds: [1],
    arms: {
      'rate=0.01': { training: { learningRate: 0.01 } },
      'rate=0.02': { training: { learningRate: 0.02 } },
    },
  });
  const directory = dirname(dirname(run));
  const rows = [
    'rate=0.01/seed-1,completed,',
    'rate=1/seed-1,failed,"no memory, it said"',
    'rate=2/seed-1,pending,',
  ];
  writeFileSync(join(directory, 'sweep.csv'), `folder,status,error\n${rows.join('\n')}\n`);
  const { document, problems } = report([directory]);
  expect(problems).toEqual([]);
  expect(column(document, 'Arms', 'training.optimizer.learningRate')).toEqual(['0.01', '0.02']);
  expect([...document.querySelectorAll('.problems li')].map((item) => item.textContent)).toEqual([
    'rate=1/seed-1: failed, no memory, it said',
    'rate=2/seed-1: pending',
  ]);
  // One directory: its table of arms stands once.
  const captions = [...document.querySelectorAll('caption')].map((caption) => caption.textContent!);
  expect(captions.filter((caption) => caption.startsWith('Arms')).length).toBe(1);

  writeFileSync(join(directory, 'sweep.csv'), 'folder,status\n"broken');
  expect(report([directory]).problems.join()).toContain('sweep.csv cannot be read');
});

test('everything mixed, the same folder twice and a link: each thing once', async () => {
  const run = await recordedRun();
  const link = join(temporaryDirectory(), 'link');
  symlinkSync(run, link);
  const found = report([claims, run, link, dirname(run), inspection, claims]);
  expect(found).toMatchObject({ runs: 1, runDirectories: 1, inspections: 1, problems: [] });
  expect(found.claims).toBe(column(found.document, 'Verdicts', 'claim').length);
});

test('names that look like markup are text, and the page has no script and no handler but its own', () => {
  const root = temporaryDirectory();
  const arm = '<img src=x onerror=alert(1)>';
  const folder = join(root, '<b>"&', arm, 'seed-1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'epochs.csv'), 'epoch,train_loss,lambda_max\n0,1,2\n1,0.5,3\n');
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      format: 1,
      experiment: '</title><script>',
      arm,
      seed: 1,
      status: 'failed',
      configHash: '',
      message: '<script>alert(2)</script>',
    }),
  );
  writeFileSync(join(folder, 'config.yaml'), 'data: { source: "</pre><script>alert(3)</script>" }\n');
  const { document, html } = report([root], '<script>alert(0)</script>');
  expect(document.querySelectorAll('script').length).toBe(1);
  expect(document.querySelectorAll('img').length).toBe(0);
  expect(html).not.toMatch(/<[^>]*\son\w+=/);
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(document.querySelector('h1')!.textContent).toBe('<script>alert(0)</script>');
  expect(column(document, 'Runs', 'arm')).toEqual([arm]);
  expect(document.body.textContent).toContain('<script>alert(2)</script>');
});

test('what is damaged or of another version is said, and the rest is reported', async () => {
  const run = await recordedRun({ seeds: [1, 2, 3] });
  const arm = dirname(run);
  const claim = join(temporaryDirectory(), 'S1');
  cpSync(join(claims, 'S1'), claim, { recursive: true });
  writeFileSync(join(claim, 'verdict.json'), '{"id": "S1"');
  writeFileSync(join(arm, 'seed-1', 'epochs.csv'), 'epoch,train_loss\n0,x\n0,1\n');
  const manifest = join(arm, 'seed-2', 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"format": 1', '"format": 9'));
  const { document, problems, runs, claims: count } = report([dirname(arm), claim]);
  expect({ runs, count }).toEqual({ runs: 3, count: 0 });
  expect(problems.join('\n')).toMatch(/seed-1.epochs\.csv/);
  expect(problems.join('\n')).toMatch(/seed-2.manifest\.json has format 9/);
  expect(problems.join('\n')).toMatch(/S1.verdict\.json is not JSON/);
  for (const problem of problems) expect(document.querySelector('.problems')!.textContent).toContain(problem);
});

test('cells that are no numbers leave out the figure of their column and say so', async () => {
  const run = await recordedRun();
  const log = join(run, 'epochs.csv');
  const rows = readFileSync(log, 'utf8').split('\n');
  rows[2] = rows[2]!.replace(/^1,1,[^,]*,[^,]*/, '1,1,0.1,oops');
  writeFileSync(log, rows.join('\n'));
  const { document, problems } = report([run]);
  expect(problems.join('\n')).toContain('oops');
  const drawn = [...document.querySelectorAll('figure svg')].map((svg) => svg.getAttribute('aria-label'));
  expect(drawn).toContain('Gradient norm');
  expect(drawn).not.toContain('Training loss');
});

test('200 runs of 60 arms and 2000 epochs make a page of less than 3 MB, which says what it leaves out', () => {
  const root = temporaryDirectory();
  const log = Array.from({ length: 2001 }, (_, i) => `${i},${1 / (1 + i)},${20 + Math.sin(i / 9)},0.5`);
  const text = `epoch,train_loss,lambda_max,stability_ratio\n${log.join('\n')}\n`;
  for (let i = 0; i < 200; i++) {
    const folder = join(root, `arm-${i % 60}`, `seed-${Math.floor(i / 60)}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'epochs.csv'), text);
  }
  const { html, runs, document } = report([root]);
  expect(runs).toBe(200);
  expect(Buffer.byteLength(html)).toBeLessThan(3e6);
  expect(document.body.textContent).toContain('Drawn are the first 12 of 60 arms');
});

test('a folder without results, a file and a missing path are refused with what to name', async () => {
  const root = temporaryDirectory();
  const file = join(root, 'file.csv');
  writeFileSync(file, '');
  expect(() => report([root])).toThrow('holds nothing to report: no run (epochs.csv), no claim');
  expect(() => report([file])).toThrow(`is a file; name the folder that it lies in: ${root}`);
  expect(() => report([join(root, 'no')])).toThrow('no such folder');
  expect(() => report([claims, root])).toThrow(`${root}: holds nothing`);
});

test('the same folders make the same page', async () => {
  const run = await recordedRun();
  const out = join(temporaryDirectory(), 'page.html');
  expect(createReport([run, claims], out).html).toBe(createReport([run, claims], out).html);
});
