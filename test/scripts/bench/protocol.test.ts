import { describe, expect, test } from 'vitest';
import { checkSchema, helloSchema, parseAnswer, turnSchema } from '../../../scripts/bench/protocol.ts';

describe('an answer of a peer', () => {
  test('is read as what was asked for', () => {
    expect(parseAnswer('{"times": [0.25, 1]}', turnSchema)).toEqual({ times: [0.25, 1] });
    expect(parseAnswer('{"loss": 0.5, "gradient": [1, -2]}', checkSchema)).toEqual({
      loss: 0.5,
      gradient: [1, -2],
    });
    const hello = {
      contenders: [{ work: 'product 2-1', name: 'peer', precision: 'float64' }],
      versions: { peer: '1.0' },
      threads: 2,
    };
    expect(parseAnswer(JSON.stringify(hello), helloSchema)).toEqual(hello);
  });

  test('that reports a failure throws it in the peer’s own words', () => {
    expect(() => parseAnswer('{"error": "ImportError: no jax"}', turnSchema)).toThrow('ImportError: no jax');
  });

  test('that is no JSON throws it, cut short', () => {
    expect(() => parseAnswer(`Warning: ${'x'.repeat(200)}`, turnSchema)).toThrow(
      /^expected an answer in JSON, received 'Warning: x{71}…'$/,
    );
  });

  test.each([
    ['no time', '{"times": []}', /times: .*received '\{"times": \[\]\}'/],
    ['a negative time', '{"times": [-1]}', /times: 0: /],
    ['Python’s NaN', '{"times": [NaN]}', /in JSON/],
    ['another answer', '{"loss": 1}', /times: .*received/],
  ])('with %s is refused with place and line', (_, line, message) => {
    expect(() => parseAnswer(line, turnSchema)).toThrow(message);
  });
});
