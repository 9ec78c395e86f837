import { expect, it } from 'vitest';
import { pipArguments, requirement, wheelFor } from '../../../../scripts/setup/native/wheels.mjs';

it('Linux on x64 and on arm64 get wheels for their processor', () => {
  expect(wheelFor('linux', 'x64', 'glibc')).toMatchObject({
    wheel: { project: 'tensorflow-cpu', platforms: [expect.stringMatching(/x86_64$/), expect.anything()] },
  });
  expect(wheelFor('linux', 'arm64', 'glibc')).toMatchObject({
    wheel: {
      project: 'tensorflow-cpu-aws',
      platforms: [expect.stringMatching(/aarch64$/), expect.anything()],
    },
  });
});

it.each([
  ['darwin', 'arm64', 'glibc', /darwin on arm64/],
  ['win32', 'x64', 'glibc', /win32 on x64/],
  ['linux', 'ppc64', 'glibc', /linux on ppc64/],
  ['linux', 'x64', 'musl', /musl/],
] as const)('%s on %s with %s gets a reason instead of a wheel', (platform, arch, libc, reason) => {
  expect(wheelFor(platform, arch, libc)).toEqual({ reason: expect.stringMatching(reason) });
});

it('pip is told a wheel by version and checksum and takes nothing else along', () => {
  const wheel = { project: 'some-project', version: '1.2.3', platforms: ['one', 'two'], sha256: 'abc' };
  expect(requirement(wheel)).toBe('some-project==1.2.3 --hash=sha256:abc\n');
  const args = pipArguments(wheel, 'requirements.txt', 'folder').join(' ');
  expect(args).toContain('--platform one --platform two');
  for (const option of ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-input']) {
    expect(args).toContain(option);
  }
});
