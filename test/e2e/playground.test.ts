import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { endOf, hessianLab, start, until } from './hessian-lab.ts';

describe('hessian-lab playground', () => {
  test('serves the page until it is interrupted, which is its usual end', async () => {
    const { child } = start(temporaryDirectory(), ['playground', '--port', '0']);
    let said = '';
    child.stdout!.on('data', (text: Buffer) => {
      said += text.toString();
    });
    const ended = endOf(child);
    await until('the address is printed', () => said.includes('\n'));
    const address = /^The playground is at (http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(said)![1]!;
    expect(await (await fetch(address)).text()).toMatch(/<h1>Conditioning playground<\/h1>/);
    for (const file of ['main.js', 'worker.js', 'page.css', 'licenses.txt']) {
      expect((await fetch(address + file)).status).toBe(200);
    }
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: 'It answers this machine only. Ctrl-C ends it.\n' });
  });

  test('exports its files to a new folder, and overwrites nothing', async () => {
    const cwd = temporaryDirectory();
    const { code, stdout } = await hessianLab(cwd, 'playground', '--export', 'public', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files.sort()).toEqual(readdirSync(join(cwd, 'public')).sort());
    const again = await hessianLab(cwd, 'playground', '--export', 'public');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/public is not empty/) });
    writeFileSync(join(cwd, 'file'), '');
    const onFile = await hessianLab(cwd, 'playground', '--export', 'file');
    expect(onFile).toMatchObject({ code: 2, stderr: expect.stringMatching(/file is no folder.*ENOTDIR/) });
  });

  test('refuses a port that is none, and one that is taken', async () => {
    const cwd = temporaryDirectory();
    const none = await hessianLab(cwd, 'playground', '--port', '70000');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/"70000", allowed are 0 to 65535/) });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const taken = await hessianLab(cwd, 'playground', '--port', String(port));
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringMatching(/not to be had \(EADDRINUSE\)/) });
    other.close();
  });
});
