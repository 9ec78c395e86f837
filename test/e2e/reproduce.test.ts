/** `hessian-lab reproduce` as a process: verdicts, files, comparison, exit codes. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hessianLab, start, until } from './hessian-lab.ts';
import { listing, workplace } from './workplace.ts';

test('claims run in processes of their own, agree with the record, and leave their files', async () => {
  const directory = workplace();
  const { code, stdout, stderr } = await hessianLab(
    directory,
    ...['reproduce', 's8', 'E3', '--jobs', '2', '--json'],
  );
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 0,
    claims: [
      { id: 'E3', verdict: 'supported', contradictions: [] },
      { id: 'S8', verdict: 'supported', contradictions: [], placebo: { verdict: 'refuted' } },
    ],
  });
  expect(code).toBe(0);
  // As of every other command, progress goes to stderr, where it is in no document's way.
  expect(stderr.split('\n').sort()).toEqual([
    '',
    expect.stringMatching(/^E3 convergence-rate: supported \(\d+\.\d s\)(, .* left)?$/),
    expect.stringMatching(/^S8 activation-means: supported \(\d+\.\d s\)(, .* left)?$/),
  ]);
  for (const file of ['runs.csv', 'summary.csv', 'figure.svg', 'figure.png', 'verdict.json']) {
    expect(existsSync(join(directory, 'results', 'claims', 'S8', file))).toBe(true);
  }
});

test('a verdict that differs from the recorded one is exit code 4, with the difference', async () => {
  const directory = workplace();
  const recorded = join(directory, 'recorded');
  cpSync(new URL('../../results/reference/claims/E3', import.meta.url), join(recorded, 'E3'), {
    recursive: true,
  });
  const file = join(recorded, 'E3', 'verdict.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict": "supported"', '"verdict": "refuted"'));
  const { code, stdout, stderr } = await hessianLab(
    directory,
    ...['reproduce', 'E3', '--jobs', '1', '--against', recorded, '--out', 'mine'],
  );
  expect(code).toBe(4);
  expect(stdout).toContain('differs');
  expect(stderr).toContain('E3 convergence-rate: verdict supported');
  expect(existsSync(join(directory, 'mine', 'E3', 'verdict.json'))).toBe(true);
});

test('numbers of the other sign differ from the record, whatever verdict stands there', async () => {
  const directory = workplace();
  const recorded = join(directory, 'recorded');
  cpSync(new URL('../../results/reference/claims/S8', import.meta.url), join(recorded, 'S8'), {
    recursive: true,
  });
  const file = join(recorded, 'S8', 'verdict.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  const negated = record.findings.map((finding: { estimate: number; low: number; high: number }) => ({
    ...finding,
    ...{ estimate: -finding.estimate, low: -finding.high, high: -finding.low },
  }));
  writeFileSync(file, JSON.stringify({ ...record, findings: negated }));
  const { code, stderr } = await hessianLab(
    directory,
    ...['reproduce', 'S8', '--jobs', '2', '--against', recorded],
  );
  expect(code).toBe(4);
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    'S8 activation-means: penguins: λmax of the output block, sigmoid / tanh',
  );
});

test('a quick run says that it gives no verdict on statistical claims, and what it compares', async () => {
  const directory = workplace();
  const { code, stdout } = await hessianLab(directory, 'reproduce', 'S8', '--quick', '--jobs', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/S8 activation-means +inconclusive/);
  const words = stdout.replace(/\s+/g, ' ');
  expect(words).toContain('"by sign": the same signs');
  expect(words).toContain('Statistical claims have no verdict with fewer than 6 seeds. An interval of 3');
});

test('a record that is missing or damaged is refused with its path before anything runs', async () => {
  const directory = workplace();
  const against = async (folder: string) => {
    const { code, stderr } = await hessianLab(
      directory,
      'reproduce',
      'E3',
      '--against',
      folder,
      '--out',
      'o',
    );
    expect([code, existsSync(join(directory, 'o'))]).toEqual([2, false]);
    return stderr;
  };
  expect(await against('nowhere')).toContain('nowhere: there is no such folder');
  expect(await against(directory)).toContain('has no record of E3');
  cpSync(new URL('../../results/reference/claims/E3', import.meta.url), join(directory, 'E3'), {
    recursive: true,
  });
  writeFileSync(join(directory, 'E3', 'verdict.json'), '{"id": "E3",');
  expect(await against(directory)).toContain(`${join(directory, 'E3', 'verdict.json')}: it is not JSON`);
});

test('Ctrl-C ends the run and its processes with 130 and says what is done; meanwhile nobody else writes there', async () => {
  const directory = workplace();
  const { child, ended } = start(directory, ['reproduce', 'S8', 'S9', '--jobs', '2']);
  let said = '';
  child.stderr!.on('data', (text: string) => {
    said += text;
  });
  // S8 takes a moment, S9 far longer: the signal meets runs at work.
  await until('the first claim is done', () => said.includes('S8'));
  const second = await hessianLab(directory, 'reproduce', 'E3', '--jobs', '1');
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`in use by process ${child.pid}`),
  });
  child.kill('SIGINT');
  // The pipes close when the last process that holds them has ended.
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).not.toContain('internal error');
  expect(stderr).toContain('Done and written: S8. Not done, their files as they were: S9.');
  expect(listing(join(directory, 'results', 'claims')).filter((path) => !path.startsWith('S8'))).toEqual([]);
});

test('a process that dies takes its claim along, and the others go on', async () => {
  const directory = workplace();
  const { child, ended } = start(directory, ['reproduce', 'S8', 'E3', '--jobs', '2', '--quick']);
  const workers = () => childrenOf(child.pid!).filter(({ command }) => command.includes('tinypool'));
  await until('there are two processes', () => workers().length === 2);
  // The runs of S8 come first: both processes have one, or wait for it.
  process.kill(workers()[0]!.pid, 'SIGKILL');
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(6);
  expect(stdout).toContain('E3 convergence-rate');
  expect(stderr).toMatch(/S8 activation-means failed: .*its process ended unexpectedly/);
  expect(stderr).not.toContain('internal error');
});

/** The processes that a process started. */
function childrenOf(pid: number): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[1]) === pid)
    .map((match) => ({ pid: Number(match![2]), command: match![3]! }));
}
