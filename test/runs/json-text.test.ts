import { expect, test } from 'vitest';
import { jsonText } from '../../src/runs/json-text.ts';

test('numbers that JSON lacks are texts, at any depth', () => {
  const document = {
    list: [Number.NaN, { x: Number.POSITIVE_INFINITY }],
    y: Number.NEGATIVE_INFINITY,
    z: 1.5,
  };
  expect(JSON.parse(jsonText(document))).toEqual({
    list: ['NaN', { x: 'Infinity' }],
    y: '-Infinity',
    z: 1.5,
  });
});

test('a document without lists and objects stands in one line, for readers that go line by line', () => {
  expect(jsonText({ url: 'http://127.0.0.1:1/', directory: null })).toBe(
    '{"url":"http://127.0.0.1:1/","directory":null}',
  );
  expect(jsonText({ files: [] })).toBe('{\n  "files": []\n}');
});
