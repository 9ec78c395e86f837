import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { MOST_BYTES, ParcelError, pack, unpack } from '../../../src/sweeps/queue/parcel.ts';

/** A parcel as somebody else may make it. */
function forged(index: unknown, body = ''): string {
  const text = gzipSync(`${JSON.stringify(index)}\n${body}`).toString('base64');
  return `${createHash('sha256').update(text).digest('hex')}:${text}`;
}

describe('a parcel', () => {
  property.prop([fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 }), fc.uint8Array()])(
    'brings back the same bytes',
    async (names, content) => {
      const files = names.map((name) => ({ name: `${name}.csv`, content: Buffer.from(content) }));
      const found = await unpack(await pack(files, 'files'), 'files');
      expect(found.map(({ name, content: bytes }) => [name, Buffer.from(bytes)])).toEqual(
        files.map(({ name, content: bytes }) => [name, bytes]),
      );
    },
  );

  it.each([
    '../../x.csv',
    '/etc/x.csv',
    'a/b.csv',
    'a\\b.csv',
    '.x.csv',
    '__proto__',
    'x.csv\0',
    'x.mjs',
    '',
  ])('is refused with the name %j, at both ends', async (name) => {
    await expect(pack([{ name, content: Buffer.from('1') }], 'files')).rejects.toThrow(ParcelError);
    await expect(unpack(forged([{ name, bytes: 1 }], '1'), 'files')).rejects.toThrow(ParcelError);
  });

  it('is refused where lengths or names do not fit', async () => {
    const one = { name: 'x.csv', bytes: 1 };
    for (const parcel of [forged([{ ...one, bytes: 2 }], '1'), forged([one], '12'), forged([one, one], '12')])
      await expect(unpack(parcel, 'files')).rejects.toThrow(ParcelError);
  });

  it('is refused before it is unpacked where it would fill the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(MOST_BYTES + 2 ** 22)).toString('base64');
    const parcel = `${createHash('sha256').update(bomb).digest('hex')}:${bomb}`;
    await expect(unpack(parcel, 'files')).rejects.toThrow(/damaged/);
  });

  property.prop([fc.nat(), fc.nat(7)])('shows a bit that was flipped', async (at, bit) => {
    const bytes = Buffer.from(await pack([{ name: 'x.csv', content: Buffer.from('1,2\n') }], 'files'));
    bytes[at % bytes.length]! ^= 1 << bit;
    await expect(unpack(bytes.toString('latin1'), 'files')).rejects.toThrow(ParcelError);
  });
});
