/**
 * The package as people get it: packed, installed in an empty folder, used there. Here and not among the unit tests because it
 * needs the registry that npm is configured with, and takes a minute.
 */
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmCommandLine } from '../../scripts/setup/command.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compiler = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
const place = mkdtempSync(join(tmpdir(), 'hessian-lab-package-'));
const consumer = join(place, 'consumer');
const tools = join(place, 'bin');

/** A port that nothing listens on: tfjs-node's install script asks there for libtensorflow, and fails at once. */
const UNREACHABLE = 'http://127.0.0.1:9/';

/** Milliseconds that an installation may take on a slow line: TensorFlow.js alone is 290 MB. */
const INSTALL_LIMIT = 300_000;

/**
 * The environment of somebody who has Node and nothing else: no compiler, no Python. What `npm run` says about this
 * repository is left out (it installs without scripts), where the registry is stays.
 */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(ignore_scripts|local_prefix|save_exact))/i.test(name),
    ),
  ),
  PATH: tools,
  TFJS_NODE_CDN_STORAGE: UNREACHABLE,
};

const call = promisify(execFile);
const node = (...args: string[]) =>
  call(process.execPath, args, { cwd: consumer, env: environment, maxBuffer: 2 ** 26 });
const npm = (...args: string[]) => node(npmCommandLine(), ...args);
/** A command of the installed package, as `npx` runs it. */
const hessianLab = (...args: string[]) => npm('exec', '--offline', '--', 'hessian-lab', ...args);

beforeAll(async () => {
  mkdirSync(consumer);
  mkdirSync(tools);
  symlinkSync(process.execPath, join(tools, 'node'));
  for (const tool of ['sh', 'env']) {
    const [found] = ['/bin', '/usr/bin'].map((folder) => join(folder, tool)).filter(isThere);
    symlinkSync(found!, join(tools, tool));
  }
  await call(process.execPath, [npmCommandLine(), 'pack', '--pack-destination', place], { cwd: root });
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  const [tarball] = readdirSync(place).filter((name) => name.endsWith('.tgz'));
  await npm('install', '--no-audit', '--no-fund', join(place, tarball!));
}, INSTALL_LIMIT);

afterAll(() => rmSync(place, { recursive: true, force: true }), INSTALL_LIMIT);

function isThere(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

describe('the installed command', () => {
  it('finds all it needs without a compiler, and says in one line that the native backend is missing', async () => {
    const { stdout } = await hessianLab('doctor', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string; detail: string }[] };
    const status = Object.fromEntries(checks.map((check) => [check.id, check.status]));
    expect(status).toMatchObject({
      'backend-native': 'missing',
      'backend-wasm': 'ok',
      'closed-form': 'ok',
      'second-order-wasm': 'ok',
    });
    expect(checks.find(({ id }) => id === 'backend-native')!.detail).toContain(
      'npm install @tensorflow/tfjs-node',
    );
  });

  it('writes a config and runs it with TensorFlow.js on a bundled data set', async () => {
    await hessianLab('init', 'mine.yaml');
    const { stdout } = await hessianLab(
      ...['run', 'mine.yaml', '--seed', '1', '--set', 'training.epochs=2', '--out', 'mine', '--json'],
    );
    const { runs, engines } = JSON.parse(stdout) as { runs: { status: string }[]; engines: string[] };
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(engines.join()).toMatch(/tfjs in float32 on wasm/);
    expect(readFileSync(join(consumer, 'mine', 'raw', 'seed-1', 'epochs.csv'), 'utf8')).toMatch(/^epoch,/);
  });

  it('does what the tour of the README shows', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, tour] = /## Tour\n\n```sh\n([\s\S]*?)```/.exec(readme)!;
    const lines = tour!.trim().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const words = line.replace(/ +#.*$/, '').split(' ');
      expect(words.splice(0, 2)).toEqual(['npx', 'hessian-lab']);
      await hessianLab(...words);
    }
    expect(readFileSync(join(consumer, 'my-report.html'), 'utf8')).toContain('my-experiment');
  });

  it('reproduces a claim, with the recorded verdict, in processes of its own and with its figure', async () => {
    const args = ['E1', '--quick', '--jobs', '2', '--out', 'claims', '--json'];
    const { stdout } = await hessianLab('reproduce', ...args);
    const { claims } = JSON.parse(stdout) as { claims: { verdict: string; contradictions: unknown }[] };
    expect(claims).toMatchObject([{ verdict: 'supported', contradictions: [] }]);
    expect(readdirSync(join(consumer, 'claims', 'E1'))).toContain('figure.png');
  });
});

describe('the installed library', () => {
  it('measures an operator of the user without TensorFlow.js being loaded', async () => {
    writeFileSync(
      join(consumer, 'operator.js'),
      `import { lanczos, linearOperator } from 'hessian-lab/curvature';
      const diagonal = linearOperator(3, (v) => v.map((entry, i) => (i + 1) * entry));
      const { value } = lanczos(diagonal, { which: 'largest' }).largest;
      console.log(value.toFixed(9), '_tfengine' in globalThis, 'process' in globalThis);`,
    );
    expect((await node('operator.js')).stdout).toBe('3.000000000 false true\n');
  });

  it('mends the second derivatives of the TensorFlow.js that is installed beside it', async () => {
    writeFileSync(
      join(consumer, 'mend.js'),
      `import * as tf from '@tensorflow/tfjs';
      import { correctSecondOrderGradients } from 'hessian-lab/second-order';
      import { topEigenvalue } from 'hessian-lab';
      correctSecondOrderGradients(tf);
      const w = tf.variable(tf.tensor1d([0.5]));
      const { value } = topEigenvalue(tf, { loss: () => tf.sum(tf.square(tf.tanh(w))), variables: [w] });
      console.log(value.toFixed(4));`,
    );
    // 2 (1 − tanh² x)(1 − 3 tanh² x) at x = 0.5
    expect((await node('mend.js')).stdout.trim().split('\n').at(-1)).toBe('0.5652');
  });

  it('gives a bundler the functions that are used, without the config schema and the commands', async () => {
    const entry = join(consumer, 'bundled.js');
    writeFileSync(entry, "import { topEigenvalue } from 'hessian-lab'; console.log(typeof topEigenvalue);");
    const { metafile } = await build({
      ...{
        entryPoints: [entry],
        bundle: true,
        write: false,
        metafile: true,
        platform: 'node',
        format: 'esm',
      },
      ...{ external: ['@tensorflow/*'], logLevel: 'silent' },
    });
    const [bundle] = Object.values(metafile!.outputs);
    const inside = Object.keys(bundle!.inputs).join();
    expect(inside).toContain('hessian-lab/dist/inspection/top-eigenvalue.js');
    expect(inside).not.toMatch(/node_modules\/(zod|yaml)\/|dist\/cli/);
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'compiles in strict TypeScript as module %s with moduleResolution %s',
    async (module, moduleResolution) => {
      writeFileSync(
        join(consumer, 'operator.ts'),
        `import { type EigenpairResult, type LinearOperator, topEigenpairs } from 'hessian-lab/curvature';
      const identity: LinearOperator = { dimension: 2, apply: (v, out) => out.set(v) };
      const pairs: readonly EigenpairResult[] = topEigenpairs(identity, { count: 1 }).largest;
      export const values: number[] = pairs.map(({ value }) => value);
      // @ts-expect-error: an operator needs its dimension
      topEigenpairs({ apply: identity.apply }, { count: 1 });`,
      );
      writeFileSync(
        join(consumer, 'model.ts'),
        `import * as tf from '@tensorflow/tfjs';
      import { inspectModel, openSession, prepareData, topEigenvalue, train } from 'hessian-lab';
      import { correctSecondOrderGradients, opTable } from 'hessian-lab/second-order';
      correctSecondOrderGradients(tf);
      const w = tf.variable(tf.tensor1d([0.5]));
      export const sharpness: number = topEigenvalue(tf, { loss: () => tf.sum(w), variables: [w] }).value;
      export { inspectModel, openSession, opTable, prepareData, train };`,
      );
      const compile = (files: string[], skipLibCheck: boolean) => {
        const compilerOptions = {
          ...{ noEmit: true, strict: true, target: 'es2023', lib: ['es2023'], types: [] },
          ...{ module, moduleResolution, skipLibCheck },
        };
        writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
        return call(process.execPath, [compiler, '-p', '.'], { cwd: consumer }).then(
          () => '',
          ({ stdout }: { stdout: string }) => stdout,
        );
      };
      expect(await compile(['operator.ts'], false)).toBe('');
      expect(await compile(['model.ts'], true)).toBe('');
      // TensorFlow.js's own declarations have errors; this package's must have none.
      expect(await compile(['model.ts'], false)).not.toMatch(/hessian-lab/);
    },
  );

  it('tells what to install where a package manager has left the peer dependency to the user', async () => {
    const tfjs = join(consumer, 'node_modules', '@tensorflow', 'tfjs');
    renameSync(tfjs, `${tfjs}-away`);
    try {
      const failed = await hessianLab('run', 'mine.yaml').catch((error: object) => error);
      expect(failed).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('npm install @tensorflow/tfjs@4.22.0'),
      });
    } finally {
      renameSync(`${tfjs}-away`, tfjs);
    }
  });
});

describe('with @tensorflow/tfjs-node beside it', () => {
  beforeAll(async () => {
    await npm(...['install', '--ignore-scripts', '--no-audit', '--no-fund', '@tensorflow/tfjs-node@4.22.0']);
  }, INSTALL_LIMIT);

  const native = async (): Promise<{ status: string; detail: string }> => {
    const { stdout } = await hessianLab('doctor', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string; detail: string }[] };
    return checks.find(({ id }) => id === 'backend-native')!;
  };

  it('says that the TensorFlow library is missing where its installation has left none', async () => {
    expect(await native()).toMatchObject({
      status: 'missing',
      detail: expect.stringContaining('the TensorFlow library and its binding are not installed'),
    });
  });

  it('trains with it where it is whole', async () => {
    // The library and the binding that the set-up of this clone has provided, as a download would have.
    const provided = join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'lib');
    symlinkSync(realpathSync(provided), join(consumer, 'node_modules', '@tensorflow', 'tfjs-node', 'lib'));
    expect(await native()).toMatchObject({ status: 'ok' });
    const { stdout } = await hessianLab(
      ...['run', 'mine.yaml', '--out', 'on-native', '--json', '--set', 'training.epochs=1'],
      ...['--set', 'training.backend=native'],
    );
    expect((JSON.parse(stdout) as { engines: string[] }).engines.join()).toMatch(/tfjs in float32 on native/);
  });
});
