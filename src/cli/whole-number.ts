import { UsageError } from './errors.ts';

/** Reads the value of an option that counts something. Throws a UsageError unless it is a whole number from 1. */
export function positive(option: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${option}: received "${text}", allowed are whole numbers from 1.`);
}
