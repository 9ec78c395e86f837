import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readAddress, withoutPassword } from '../../../src/sweeps/queue/address.ts';
import { QueueError } from '../../../src/sweeps/queue/errors.ts';
import { checkServer } from '../../../src/sweeps/queue/server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('the address of a queue', () => {
  it('has a user, a password, a port and a database, each with a default', () => {
    expect(readAddress('redis://localhost', undefined, {})).toMatchObject({
      host: 'localhost',
      port: 6379,
      database: 0,
      username: null,
      password: null,
      tls: null,
    });
    expect(readAddress('rediss://me:p%40ss@[::1]:7000/3', undefined, {})).toMatchObject({
      host: '::1',
      port: 7000,
      database: 3,
      username: 'me',
      password: 'p@ss',
      tls: { ca: null },
      label: 'rediss://me:***@[::1]:7000/3',
    });
  });

  it('comes from the environment where none is given', () => {
    expect(readAddress('', undefined, { HESSIAN_LAB_QUEUE: 'redis://h' }).host).toBe('h');
    expect(() => readAddress(undefined, undefined, {})).toThrow(/No queue was named.*HESSIAN_LAB_QUEUE/);
  });

  it.each([
    'redis//:secret@host',
    'http://u:secret@host',
    'redis://:secret%zz@host',
    'redis://u:secret@host/x',
    'redis://u:secret@host?family=6',
    'secret@host',
  ])('is refused without its password: %s', (text) => {
    let told = '';
    try {
      readAddress(text, undefined, {});
    } catch (error) {
      expect(error).toBeInstanceOf(QueueError);
      told = (error as Error).message;
    }
    expect(told).toContain('allowed is redis://');
    expect(told).not.toContain('secret');
  });

  property.prop([
    fc.string({ minLength: 3, unit: 'grapheme' }).filter((text) => !'***redis://me:@host'.includes(text)),
  ])('never shows a password, however it is written', (password) => {
    const address = readAddress(`redis://me:${encodeURIComponent(password)}@host`, undefined, {});
    expect(address.password).toBe(password);
    expect(address.label).toBe('redis://me:***@host');
    expect(withoutPassword(`<${password}>`, address)).toBe('<***>');
  });

  it('takes certificates with TLS alone, from a PEM file', () => {
    const file = join(temporaryDirectory(), 'ca.pem');
    writeFileSync(file, 'nothing');
    expect(() => readAddress('redis://h', file, {})).toThrow(/write rediss:/);
    expect(() => readAddress('rediss://h', file, {})).toThrow(/holds no certificate/);
    expect(() => readAddress('rediss://h', `${file}.no`, {})).toThrow(/cannot be read \(ENOENT\)/);
  });
});

describe('a server', () => {
  const info = (version: string, policy: string) =>
    `# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n`;

  it('is refused where it is too old', () => {
    expect(() => checkServer(info('5.0.14', 'noeviction'), 'redis://h')).toThrow(/is Redis 5\.0\.14/);
    expect(checkServer(info('7.0.15', 'noeviction'), 'redis://h')).toEqual([]);
  });

  it('is warned of where it may throw runs away', () => {
    expect(checkServer(info('7.0.15', 'allkeys-lru'), 'redis://h')).toEqual([
      expect.stringContaining('maxmemory-policy allkeys-lru'),
    ]);
  });
});
