/**
 * What no config, expression or data file may ever come to: code that runs, a shell, a module of its choice, or a server that
 * others can reach. Rules of the sources, each with code that breaks it.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { checkExpectation } from '../src/compare/expression/check.ts';
import { parseExpectation } from '../src/compare/expression/parse.ts';
import { ExpectationError } from '../src/compare/expression/syntax.ts';
import { readYaml } from '../src/config/yaml-source.ts';
import { ConditionError, readCondition } from '../src/sweeps/condition.ts';
import { samplesOfCsv } from './compare/files.ts';
import {
  evaluates,
  extendsYaml,
  importsByValue,
  listensToOthers,
  loadsEvaluator,
  startsProcess,
  usesShell,
} from './support/security-rules.ts';
import { findings, type Rule, sourceOf, sourcesBelow } from './support/syntax.ts';

const shipped = [...sourcesBelow('src'), ...sourcesBelow('experiments')];

/** Places that a rule finds and that are as they should be. */
const EXCEPTIONS = {
  /** The kernel's threads: SOURCE is a constant of that file, see below. */
  evaluates: ['src/objectives/closed-form/kernel/workers.ts: eval: true'],
  /** The experiments of this package: INDEX is a constant, next to the file. */
  importsByValue: ['src/claims/catalogue.ts: import(INDEX.href)'],
  /** `git` with fixed words, the system's opener with the address of our own server, a pool with its own worker file, the kernel's threads. */
  startsProcess: [
    'src/cli/dashboard/open-browser.ts: spawn',
    'src/objectives/closed-form/kernel/workers.ts: Worker',
    'src/processes/pool.ts: Tinypool',
    'src/runs/git.ts: execFile',
  ],
};

const RULES: [title: string, rule: Rule, exceptions: readonly string[], broken: readonly string[]][] = [
  [
    'evaluates no text as code',
    evaluates,
    EXCEPTIONS.evaluates,
    ['eval(text)', 'const run = globalThis.eval;', 'new Function("x", text)', "setTimeout('run()', 1)"],
  ],
  [
    'loads none of the modules that run a text',
    loadsEvaluator,
    [],
    [
      "import vm from 'node:vm';",
      "export * from 'vm';",
      "await import('node:module')",
      "import { register } from 'node:module';",
    ],
  ],
  [
    'loads modules by names that are written out',
    importsByValue,
    EXCEPTIONS.importsByValue,
    [
      'await import(config.engine)',
      'require(name)',
      'createRequire(import.meta.url)(name)',
      'const load = createRequire(import.meta.url);',
      'process.dlopen(module, file)',
    ],
  ],
  [
    'starts no shell',
    usesShell,
    [],
    ["import { exec } from 'node:child_process';", "spawn('ls', [], { shell: true })"],
  ],
  [
    'starts processes and threads in these places only',
    startsProcess,
    EXCEPTIONS.startsProcess,
    ["import { fork as start } from 'node:child_process';", "import Tinypool from 'tinypool';"],
  ],
  ['gives YAML no tags of its own', extendsYaml, [], ['parse(text, { customTags: [tag] })']],
  [
    'listens on loopback alone',
    listensToOthers,
    [],
    [
      'server.listen(8080)',
      'server.listen(port, () => {})',
      "server.listen(port, '0.0.0.0')",
      "server.listen({ port, host: '::' })",
      'server.listen({ port })',
      'const server = createServer(); server.listen(() => {})',
    ],
  ],
];

describe.each(RULES)('what is shipped %s', (_, rule, exceptions, broken) => {
  it('everywhere', () => {
    expect(findings(shipped, rule).sort()).toEqual([...exceptions].sort());
  });

  it.each(broken)('and %s would be found', (code) => {
    expect(findings([sourceOf('broken.ts', code)], rule)).not.toEqual([]);
  });
});

it.each([
  "server.listen(0, '127.0.0.1', resolve)",
  "server.listen({ port, host: '::1' })",
  'catalogue.listen((change) => send(change))',
  'const f: Function = g;',
  '// eval(text)',
  'const why = "never eval";',
])('%s is fine', (code) => {
  for (const [, rule] of RULES) expect(findings([sourceOf('fine.ts', code)], rule)).toEqual([]);
});

it('the servers of scripts and tests listen on loopback, too', () => {
  const others = [...sourcesBelow('scripts'), ...sourcesBelow('test')];
  expect(findings(others, listensToOthers)).toEqual([]);
});

it("the source of the kernel's threads is a text without places for values", () => {
  const { tree } = shipped.find(({ file }) => file.endsWith('kernel/workers.ts'))!;
  const text = tree.getFullText();
  expect(text).toMatch(/new Worker\(SOURCE, \{/);
  expect(/^const SOURCE = `([^`$]*)`;$/m.test(text)).toBe(true);
});

/** Words that lead from a value to code, or to what all values share. */
const WAYS_OUT = [
  ...[
    'constructor',
    'prototype',
    '__proto__',
    '__defineGetter__',
    '__lookupGetter__',
    'hasOwnProperty',
    'toString',
  ],
  ...[
    'valueOf',
    'globalThis',
    'global',
    'process',
    'require',
    'module',
    'this',
    'Function',
    'eval',
    'import',
    'self',
  ],
];
/** Names that there are, and those that must not be. */
const name = fc.oneof(
  fc.constantFrom(...WAYS_OUT),
  fc.constantFrom('training', 'epochs', 'model', 'batchNorm', 'arm', 'a', 'x', 'median'),
);
const path = fc.oneof(
  fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('.')),
  fc.tuple(name, name).map(([first, second]) => `${first}["${second}"]`),
  fc.tuple(name, name).map(([first, second]) => `${first}.${second}()`),
  name.map((one) => `'${one}'`),
  name.map((one) => `\`\${${one}}\``),
);
const expression = fc
  .tuple(path, fc.constantFrom('==', '<', '+', 'and', ',', '?', '='), fc.oneof(path, fc.nat(9).map(String)))
  .map(([left, sign, right]) => `${left} ${sign} ${right}`);

/** What every value shares, and what the process is: an expression that reached them could change them. */
const shared = () => [
  Object.getOwnPropertyNames(Object.prototype).sort(),
  Object.getOwnPropertyNames(Array.prototype).sort(),
  Object.getOwnPropertyNames(Function.prototype).sort(),
  Object.keys(globalThis).sort(),
  process.exitCode,
];

test.prop([expression], { numRuns: 1000 })(
  'a condition of a sweep reaches the keys of its config and nothing else',
  (text) => {
    // A config whose every inherited property tells who looks at it.
    const looked: (string | symbol)[] = [];
    const trap = new Proxy(Object.create(null), {
      // Mappings are compared as JSON.
      get: (_, key) => void (key === 'toJSON' || looked.push(key)),
      has: (_, key) => {
        looked.push(key);
        return false;
      },
    });
    const training = Object.assign(Object.create(trap), { epochs: 3 });
    const config = Object.assign(Object.create(trap), { training });
    const before = shared();
    try {
      expect(typeof readCondition(text)({ arm: 'raw', config })).toBe('boolean');
    } catch (error) {
      expect(error).toBeInstanceOf(ConditionError);
    }
    expect(looked).toEqual([]);
    expect(shared()).toEqual(before);
  },
);

let samples: ReturnType<typeof samplesOfCsv> | undefined;

test.prop([expression], { numRuns: 1000 })(
  'an expectation reaches the columns of its files and nothing else',
  (text) => {
    samples ??= samplesOfCsv('epoch,seed,x\n0,1,10\n', 'epoch,seed,x\n0,1,5\n');
    const before = shared();
    try {
      const { left, right } = checkExpectation(parseExpectation(text), samples);
      expect([typeof left, typeof right]).toEqual(['number', 'number']);
    } catch (error) {
      expect(error).toBeInstanceOf(ExpectationError);
    }
    expect(shared()).toEqual(before);
  },
);

it.each([
  ...[
    '!!js/function "function () {}"',
    '!!js/regexp /a/',
    '!!python/object/apply:os.system ["true"]',
    '!!js/undefined ~',
  ],
])('a tag of YAML that would be code is refused: %s', (text) => {
  expect(readYaml(`key: ${text}`, 'c.yaml').issues).toHaveLength(1);
});
