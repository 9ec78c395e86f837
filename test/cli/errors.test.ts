import { expect, test } from 'vitest';
import { describeError, exitCodeOf, UsageError } from '../../src/cli/errors.ts';
import { exitCodeOfResults } from '../../src/cli/run/outcome.ts';
import { ConfigError } from '../../src/config/issue.ts';
import { DataError } from '../../src/data/errors.ts';
import { ParameterFileError } from '../../src/models/parameters.ts';
import { DirectoryTakenError } from '../../src/runs/directory.ts';
import type { RunResult } from '../../src/runs/execute.ts';
import { WriteError } from '../../src/runs/write-error.ts';
import { StabilityLimitError } from '../../src/training/start.ts';

const writeError = new WriteError('p', Object.assign(new Error('full'), { code: 'ENOSPC' }));

test('what the user can mend ends with 2, what the disk refuses with 5, everything else with 1', () => {
  const mendable = [
    new UsageError('x'),
    new ConfigError('x.yaml', []),
    new DataError('x.csv', ['y']),
    new ParameterFileError('x.json', ['y']),
    new DirectoryTakenError('x', 'exists'),
    new StabilityLimitError('x'),
  ];
  expect(mendable.map(exitCodeOf)).toEqual(mendable.map(() => 2));
  expect(exitCodeOf(writeError)).toBe(5);
  expect([new TypeError('x'), 'text', null].map(exitCodeOf)).toEqual([1, 1, 1]);
});

test('an internal error is owned as a bug, one of the user is not, and neither shows a stack trace', () => {
  const bug = describeError(new TypeError('x is not a function'));
  expect(bug.message).toContain('x is not a function');
  expect(bug.message).toContain('This is a bug');
  const usage = describeError(new UsageError('wrong'));
  expect(usage.message).toBe('wrong');
  expect(bug.message + usage.message).not.toMatch(/\n\s+at /);
});

test('an error that lists its problems gives scripts the list', () => {
  expect(describeError(new DataError('x.csv', ['a', 'b']))).toMatchObject({
    kind: 'DataError',
    problems: ['a', 'b'],
  });
});

test('the exit code of several runs is that of the gravest', () => {
  const result = (status: string, error?: unknown, disagreements: unknown[] = []) =>
    ({ summary: { status }, error, disagreements }) as unknown as RunResult;
  const [done, diverged] = [result('completed'), result('diverged')];
  const invalid = result('failed', new DataError('x', ['y']));
  expect(exitCodeOfResults([done, done], 2)).toBe(0);
  expect(exitCodeOfResults([diverged, done], 2)).toBe(3);
  const disagreeing = result('completed', undefined, [{ quantity: 'loss' }]);
  expect(exitCodeOfResults([diverged, disagreeing], 2)).toBe(4);
  expect(exitCodeOfResults([disagreeing, invalid], 2)).toBe(2);
  expect(exitCodeOfResults([diverged, invalid], 2)).toBe(2);
  expect(exitCodeOfResults([invalid, result('failed', new Error('x'))], 2)).toBe(1);
  expect(exitCodeOfResults([diverged, result('interrupted')], 2)).toBe(130);
  expect(exitCodeOfResults([done], 2)).toBe(130);
});
