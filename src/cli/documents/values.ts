import { z } from 'zod';
import { runStatuses } from '../../runs/manifest.ts';

/** A number; one that JSON has no notation for is its text, as in the CSVs. */
export const real = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export const count = z.int().min(0);
export const text = z.string();
export const texts = z.array(z.string());
export const status = z.enum(runStatuses);

/** Counts by name. */
export const counts = z.record(z.string(), count);

export const exitCode = z.int().describe('as the process ends');
