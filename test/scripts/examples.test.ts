/** The example as a process of its own: that it runs as it stands, and that its numbers agree with one another. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the convolutional classifier is inspected before and after training', () => {
  const file = 'scripts/examples/convolutional-classifier.ts';
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  const [start, trained] = stdout.split('After 40 steps of training');
  const number = (part: string | undefined, name: string, place = 0) =>
    Number(
      part!
        .split('\n')
        .find((line) => line.startsWith(name))!
        .slice(34)
        .trim()
        .split(/\s+/)[place],
    );
  for (const part of [start, trained]) {
    const top = number(part, 'largest eigenvalue');
    expect(number(part, 'largest eigenvalue', 1)).toBeLessThan(1e-3 * top);
    for (const block of ['conv/kernel [36]', 'conv/bias [4]', 'classes/kernel [108]', 'classes/bias [3]']) {
      // No block has a larger eigenvalue than the whole (three digits are printed).
      expect(number(part, `block ${block}`)).toBeLessThan(1.01 * top);
    }
    const best = number(part, 'its decrease');
    expect(best).toBeGreaterThan(0);
    // The best step is ε* = gᵀg/gᵀHg, and its predicted decrease ½ε*·gᵀg.
    const squaredGradient = number(part, 'the point is', 3) ** 2;
    expect(Math.abs(best / (0.5 * number(part, 'best step') * squaredGradient) - 1)).toBeLessThan(0.03);
    expect(part).toMatch(/the point is +not-critical/);
  }
  expect(number(trained, 'loss')).toBeLessThan(0.1 * number(start, 'loss'));
});
