import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import { type TidyTable, typedColumns } from './tidy.ts';

/** Counts; other columns stay DOUBLE where their numbers happen to be whole, so that files can be joined. */
const COUNTS = ['seed', 'epoch', 'step'];

/** A table as an Apache Parquet file: seed, epoch and step INT32 where they fit, numbers DOUBLE, texts STRING. */
export function parquetBytes(table: TidyTable): Uint8Array {
  const columnData = typedColumns(table).map(({ name, type, values }) => {
    const areInt32 = COUNTS.includes(name) && values.every((value) => value === null || isInt32(value));
    const parquetType: BasicType = type === 'text' ? 'STRING' : areInt32 ? 'INT32' : 'DOUBLE';
    return { name, data: [...values], type: parquetType };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function isInt32(value: number | string): boolean {
  return typeof value === 'number' && (value | 0) === value;
}
