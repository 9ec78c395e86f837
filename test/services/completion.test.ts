/** The completion scripts in the shells they are for: an interactive bash and an interactive zsh, whose Tab key is pressed. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { completionScripts } from '../../src/cli/completion/scripts.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'hessian-lab-shells-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const bin = join(place, 'bin');
const home = join(place, 'home');
mkdirSync(bin);
mkdirSync(join(home, 'results', 'raw', 'seed-1'), { recursive: true });
writeFileSync(join(home, 'mine.yaml'), 'arms: { raw: {}, standardized: {} }');
writeFileSync(join(home, 'mine.txt'), '');
const program = join(bin, 'hessian-lab');
writeFileSync(
  program,
  `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'scripts', 'hessian-lab.mjs')}" "$@"\n`,
);
chmodSync(program, 0o755);

/**
 * Types into a terminal of its own and gives what stands on the command line afterwards: Tab completes, then a word is
 * added that shows where the line ends, and Enter prints all arguments. zsh's module zpty is the terminal.
 */
const driver = `
zmodload zsh/zpty
zpty shell "$1"
shift
wait_for() { local seen="" piece; while [[ $seen != *"$1"* ]]; do zpty -r shell piece || break; seen+=$piece; done }
zpty -w shell 'PS1=; PROMPT_COMMAND=; stty -echo; echo rea""dy'
wait_for ready
for line in "$@"; do zpty -w shell "$line"; done
zpty -w shell 'echo st""arted'
wait_for started
zpty -n -w shell "$TYPED"$'\\t'
sleep 3
zpty -w shell "@"
sleep 0.2
zpty -w shell 'echo en""ded'
seen=""
while [[ $seen != *ended* ]]; do zpty -r shell piece || break; seen+=$piece; done
print -r -- "$seen"
zpty -d shell
`;
const driverFile = join(place, 'driver.zsh');
writeFileSync(driverFile, driver);

/** The words of a command line after Tab; what follows the completed word tells whether a space was added. */
async function pressTab(shell: 'bash' | 'zsh', typed: string): Promise<string> {
  const script = join(place, `completion.${shell}`);
  writeFileSync(script, completionScripts[shell]);
  const start = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' }[shell];
  const prepare = {
    bash: ["bind 'set bell-style none'", "bind 'set enable-bracketed-paste off'"],
    zsh: ['autoload -U compinit; compinit -u -D; unsetopt beep; unset zle_bracketed_paste'],
  }[shell];
  const show = `hessian-lab() { case "$1" in __complete) command hessian-lab "$@" ;; *) printf '<%s>' "$@"; echo ;; esac }`;
  const { stdout } = await promisify(execFile)(
    'zsh',
    ['-f', driverFile, start, ...prepare, `source ${script}`, show, `cd ${home}`],
    { env: { ...process.env, HOME: home, TERM: 'xterm', PATH: `${bin}:${process.env.PATH}`, TYPED: typed } },
  );
  return stdout.match(/(?:<[^>\n]*>)+/g)?.at(-1) ?? stdout;
}

describe.each(['bash', 'zsh'] as const)('%s', (shell) => {
  it.each([
    ['hessian-lab swe', '<sweep><@>'],
    ['hessian-lab run mine.yaml --dry', '<run><mine.yaml><--dry-run><@>'],
    ['hessian-lab run mi', '<run><mine.yaml><@>'],
    ['hessian-lab run --set trai', '<run><--set><training.@>'],
    ['hessian-lab run --set data.source=pen', '<run><--set><data.source=penguins><@>'],
    ['hessian-lab run mine.yaml --set arms.sta', '<run><mine.yaml><--set><arms.standardized.@>'],
    ['hessian-lab inspect results/ra', '<inspect><results/raw/@>'],
    ['hessian-lab inspect x --engine=tf', '<inspect><x><--engine=tfjs><@>'],
    ['hessian-lab reproduce S9', '<reproduce><S9><@>'],
  ])('completes %s', async (typed, expected) => {
    expect(await pressTab(shell, typed)).toBe(expected);
  });
});
