import { createRequire } from 'node:module';

/** The part of csv-writer that is used here: rows to text, in the order of the header. */
interface CsvWriter {
  createObjectCsvStringifier(options: { header: { id: string; title: string }[] }): {
    getHeaderString(): string;
    stringifyRecords(records: Record<string, string>[]): string;
  };
}

/*
 * csv-writer 1.6 declares its TypeScript sources as its types, so a plain import has them compiled with this
 * project's options, which they do not pass. Required, the module keeps its sources to itself.
 */
export const { createObjectCsvStringifier } = createRequire(import.meta.url)('csv-writer') as CsvWriter;
