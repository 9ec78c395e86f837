import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readNote, writeNote } from '../../../scripts/setup/notes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'notes-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a note is read as it was written, and the newer one replaces the older', () => {
  writeNote('native', { state: 'failed', reason: 'no compiler' }, folder);
  writeNote('native', { state: 'ready' }, folder);
  expect(readNote('native', folder)).toEqual({ state: 'ready' });
  expect(readdirSync(folder)).toEqual(['native.json']);
});

it('a note that is missing or damaged reads as none', () => {
  writeFileSync(join(folder, 'damaged.json'), '{"state": "rea');
  expect(readNote('damaged', folder)).toBeNull();
  expect(readNote('missing', folder)).toBeNull();
});
