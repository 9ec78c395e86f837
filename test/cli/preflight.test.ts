import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { exitCodeOf } from '../../src/cli/errors.ts';
import { exitCodes } from '../../src/cli/exit-code.ts';
import { checkBeforeWriting } from '../../src/cli/run/preflight.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function experiment(content: object, files: Record<string, string> = {}) {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  writeFileSync(join(directory, 'config.yaml'), stringify(content));
  return loadExperiment(join(directory, 'config.yaml'));
}

describe('before anything is written', () => {
  it('a network that cannot fit into memory is refused with its size', async () => {
    const large = experiment({ data: { source: 'penguins' }, model: { hidden: [100_000, 100_000] } });
    await expect(checkBeforeWriting(large)).rejects.toThrow(
      /10000600001 parameters.*333 rows.*TB of memory.*narrower/,
    );
  });

  it('a full spectrum of more than 2,000 parameters is refused, with what to measure instead', async () => {
    const suite = (hidden: number[], measure: unknown[]) =>
      experiment({ data: { source: 'penguins' }, model: { hidden }, curvature: { measure } });
    await expect(checkBeforeWriting(suite([400], [{ condition_number: { every: 50 } }]))).rejects.toThrow(
      'curvature.measure: condition_number takes the full spectrum, whose time grows with the cube of the parameters: at most 2000, and 3-400-1 has 2001. Use fewer or narrower layers, or measure density or top_eigenvalues instead.',
    );
    await checkBeforeWriting(suite([399], ['condition_number']));
    await checkBeforeWriting(suite([400], ['density', 'top_eigenvalues', 'blocks', 'gauss_newton']));
  });

  it.each(['HESSIAN_LAB_THREADS', 'HESSIAN_LAB_FMA', 'HESSIAN_LAB_CHECKPOINT_SECONDS'])(
    'a value that %s cannot have is refused as a setting, not as a bug',
    async (variable) => {
      const small = experiment({ data: { source: 'penguins' } });
      const error = await checkBeforeWriting(small, { [variable]: '-3' }).catch((reason: unknown) => reason);
      expect(String(error)).toContain(`SettingError: ${variable}: received "-3"`);
      expect(exitCodeOf(error)).toBe(exitCodes.usage);
    },
  );

  it('a parameter file that does not fit is refused by each tensor', async () => {
    const content = {
      data: { source: 'penguins' },
      model: { hidden: [], initialization: { file: 'p.json' } },
    };
    const misfit = experiment(content, {
      'p.json': '{"parameters": [{"name": "layer1/bias", "shape": [2]}]}',
    });
    await expect(checkBeforeWriting(misfit)).rejects.toThrow(
      /layer1\/bias: expected shape \[1\][\s\S]*layer1\/kernel: missing/,
    );
  });

  it('the problems of all arms are told together, a shared one once', async () => {
    const file = (path: string) => ({ data: { source: 'file', path, target: 'y' } });
    const arms = { a: file('none.csv'), b: file('none.csv'), c: file('text.csv') };
    const broken = experiment({ data: { source: 'penguins' }, arms }, { 'text.csv': 'x,y\n1,one\n2,3\n' });
    const message = await checkBeforeWriting(broken).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message.match(/none\.csv/g)).toHaveLength(1);
    expect(message).toMatch(/text\.csv[\s\S]*one/);
  });
});
