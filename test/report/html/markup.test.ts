import { fc, test } from '@fast-check/vitest';
import { parseHTML } from 'linkedom';
import { expect } from 'vitest';
import { address } from '../../../src/report/html/link.ts';
import { html, trusted } from '../../../src/report/html/markup.ts';

/** Texts as people type them, and the characters that mean something in HTML more often than by chance. */
const typed = fc.string({
  unit: fc.oneof(
    fc.constantFrom('<', '>', '&', '"', "'", '/', '=', '`', ';', '#'),
    fc.string({ maxLength: 1 }),
  ),
});

test.prop([typed])(
  'a text comes out of a browser as it went in, from an element and from an attribute',
  (text) => {
    const { document } = parseHTML(
      `<!doctype html><html><body>${html`<p title="${text}">${text}</p>`}</body></html>`,
    );
    const [paragraph, ...others] = document.body.children;
    const printable = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
    expect(others).toEqual([]);
    expect(paragraph!.children.length).toBe(0);
    expect(paragraph!.textContent).toBe(printable);
    expect(paragraph!.getAttribute('title')).toBe(printable);
  },
);

test('markup within markup stays as it is, lists stand in a row, and nothing is nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
  expect(String(html`<ul>${items}</ul>${null}${undefined}${false}${0}`)).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  );
  expect(String(html`${trusted('<b>')}`)).toBe('<b>');
});

test('an address leads from the page to the file, whatever stands in its name', () => {
  const file = '/a/c d/100 %/ü?#&<x>"\'.csv';
  expect(address('/a/b', file)).not.toMatch(/[ <>"?#]/);
  expect(decodeURIComponent(new URL(address('/a/b', file), 'file:///a/b/').pathname)).toBe(file);
});
