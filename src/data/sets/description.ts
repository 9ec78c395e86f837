import type { BuiltInDataConfig } from '../../config/schema.ts';

/** One column of a bundled data set. */
export interface ColumnDescription {
  /** Name in the CSV's header. */
  readonly name: string;
  /** Unit of the values; `null` for codes, counts without a unit and indicators. */
  readonly unit: string | null;
  readonly meaning: string;
}

/** A bundled data set: what it holds, whose it is, and the checksum of its CSV. */
export interface SetDescription {
  /** The name in a config's `data.source`; the CSV is `<id>.csv` beside the descriptions. */
  readonly id: BuiltInDataConfig['source'];
  readonly title: string;
  /** Data rows, the header not counted. */
  readonly rows: number;
  /** Input columns, in the CSV's order. */
  readonly inputs: readonly ColumnDescription[];
  /** Target column, the CSV's last. */
  readonly target: ColumnDescription;
  /** SPDX expression for data base and contents. */
  readonly licence: string;
  /** Where the data were first published. */
  readonly publication: string;
  /** npm package, version and file that the copy was made from. */
  readonly package: { readonly name: string; readonly version: string; readonly file: string };
  /** What was left out or must be known before a claim is built on the data. */
  readonly notes: string;
  /** SHA-256 of the CSV's bytes, hexadecimal. */
  readonly sha256: string;
}
