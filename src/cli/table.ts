import { Table } from 'console-table-printer';

/** A column of a terminal table; numbers are aligned right, texts left. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Draws a table. Without colours: the library's default text is white, which a light terminal cannot show. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    columns: columns.map(({ title, align }, i) => ({ name: String(i), title, alignment: align })),
    shouldDisableColors: true,
  });
  for (const row of rows) table.addRow(Object.fromEntries(row.map((cell, i) => [String(i), cell])));
  return table.render();
}
