import { describe, expect, it } from 'vitest';
import { everyPath } from '../../src/config/allowed.ts';
import { configTemplate } from '../../src/config/template.ts';
import { armsOf, load } from './temporary.ts';

const template = configTemplate();
const keys = new Set(everyPath().map((path) => path.at(-1)!));

/** The template with the commented keys of one block switched on: those below `# With source: file`, for example. */
function withBlock(heading: string, choice: [from: string, to: string]): string {
  const [before, after] = template.split(`  # With ${heading}\n`) as [string, string];
  const [block, ...rest] = after.split('\n\n') as [string, ...string[]];
  const active = block.replaceAll(/^( +)# ([a-zA-Z]+)(?=: )/gm, (line, indent, key) =>
    keys.has(key) ? indent + key : line,
  );
  return [`${before}${active}`, ...rest].join('\n\n').replace(...choice);
}

describe('the template of init', () => {
  it('sets every active key to its default', () => {
    const arms = armsOf(template);
    const defaults = armsOf('data: { source: boston-house-prices }').default;
    expect(arms).toEqual({
      raw: defaults,
      standardized: { ...defaults, data: { ...defaults!.data, inputs: 'standardized' } },
    });
  });

  it('shows every key of the schema, on lines of at most 110 characters', () => {
    const shown = (key: string) => new RegExp(`^ *(# +)?${key}:`, 'm').test(template);
    expect([...keys].filter((key) => !shown(key))).toEqual([]);
    expect(template.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it('has working examples in its comments', () => {
    const source = (name: string): [string, string] => ['source: boston-house-prices', `source: ${name}`];
    const data = (text: string) => load(text).arms[0]!.config.data;
    expect(data(withBlock('source: file', source('file')))).toMatchObject({
      target: 'price',
      features: null,
    });
    expect(data(withBlock('source: linear | sine', source('sine')))).toMatchObject({
      rows: 256,
      features: 4,
    });
    expect(data(withBlock('source: chebyshev', source('chebyshev')))).toMatchObject({ degree: 3 });
    const momentum = withBlock('type: momentum | nesterov', ['type: gradient-descent', 'type: nesterov']);
    expect(load(momentum).arms[0]!.config.training.optimizer).toMatchObject({
      type: 'nesterov',
      momentum: 0.9,
    });
  });
});
