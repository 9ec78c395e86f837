import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lastComplaint, npmCommandLine, run } from '../../../scripts/setup/command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node = (code: string, options = {}) => run(process.execPath, ['-e', code], options);

describe('a program that is run', () => {
  it('succeeds with status 0 and hands over what it printed', async () => {
    const outcome = await node('console.log("out"); console.error("err")');
    expect(outcome).toMatchObject({ ok: true, code: 0, reason: '' });
    expect(outcome.output).toMatch(/out\s+err|err\s+out/);
  });

  it('fails with its status and its last complaint', async () => {
    const outcome = await node('console.error("Error: no route to host\\n    at socket"); process.exit(7)');
    expect(outcome).toMatchObject({ ok: false, code: 7, reason: 'Error: no route to host' });
  });

  it('is stopped at its time limit', async () => {
    const outcome = await node('setInterval(() => {}, 1000)', { limitSeconds: 0.5 });
    expect(outcome).toMatchObject({ ok: false, reason: 'not done after 0.5 s' });
  });

  it('fails with a reason when it does not exist', async () => {
    const outcome = await run('no-such-program-anywhere', []);
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining('no-such-program-anywhere') });
  });
});

describe('the complaint told of a failed program', () => {
  it('is the last line that speaks of an error, without what follows it', () => {
    expect(lastComplaint('x.cc:1: fatal error: node_api.h: No such file\ncompilation terminated.\n')).toBe(
      'x.cc:1: fatal error: node_api.h: No such file',
    );
  });

  it('is the last line when none does, and empty when nothing was printed', () => {
    expect(lastComplaint('one\r\ntwo\n\n')).toBe('two');
    expect(lastComplaint('')).toBe('');
  });
});

describe("npm's command line", () => {
  const npm = (root: string) => {
    const file = join(folder, root, 'npm-cli.js');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  };
  const elsewhere = join(folder, 'elsewhere', 'bin', 'node');

  it('is the npm that started the process, also when that was npx', () => {
    const cli = npm('started/bin');
    for (const name of ['npm-cli.js', 'npx-cli.js']) {
      expect(npmCommandLine({ npm_execpath: join(dirname(cli), name) }, elsewhere)).toBe(cli);
    }
  });

  it('is the one beside Node when another package manager started the process', () => {
    const cli = npm('node/lib/node_modules/npm/bin');
    expect(npmCommandLine({ npm_execpath: '/somewhere/yarn.js' }, join(folder, 'node', 'bin', 'node'))).toBe(
      cli,
    );
  });

  it('is refused with the remedy when there is none', () => {
    expect(() => npmCommandLine({}, elsewhere)).toThrow(/npm was not found.*install Node/);
  });
});
