import { expect, it } from 'vitest';
import { columnsOf, hanging } from '../../src/cli/wrap.ts';

it('a text hangs behind its label where there is room', () => {
  expect(hanging('label  ', 'one two three four five six', 27)).toBe(
    'label  one two three four\n       five six',
  );
});

it('a text stands below a label that leaves too little room, and fits the terminal', () => {
  const text = hanging('HESSIAN_LAB_THREADS  ', 'threads of the closed form, 1 to 8', 30);
  expect(text).toBe('HESSIAN_LAB_THREADS\n    threads of the closed\n    form, 1 to 8');
  for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(30);
});
