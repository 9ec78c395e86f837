import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isSupported, PythonError, peersEnvironment, peersPython } from '../../../scripts/bench/python.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('the Python for the peers', () => {
  test.each([
    ['3.10.14', false],
    ['3.11.0', true],
    ['3.13.2', true],
    ['3.14.0', false],
    ['2.7.18', false],
    ['', false],
  ])('of version %s is supported: %s', (version, expected) => {
    expect(isSupported(version)).toBe(expected);
  });

  test('is missed with the program tried, the reason and the remedy', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('HESSIAN_LAB_PYTHON', `${temporaryDirectory()}/python3`);
    const found = peersPython(() => {}, new AbortController().signal);
    await expect(found).rejects.toThrow(PythonError);
    await expect(found).rejects.toThrow(
      /^no Python 3\.11 to 3\.13 with its venv module \(.*ENOENT\)\. Install one, or name it in HESSIAN_LAB_PYTHON\.$/,
    );
  });

  test('does without the switches that slow a current OpenBLAS, and keeps the other variables', () => {
    const env = peersEnvironment({ OPENBLAS_CORETYPE: 'Haswell', OPENBLAS_L2_SIZE: '256', PATH: '/bin' });
    expect(env).toEqual({ PATH: '/bin', PYTHONDONTWRITEBYTECODE: '1' });
  });
});
