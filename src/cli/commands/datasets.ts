import { defineCommand } from '../command.ts';
import { print, printJson } from '../output.ts';

/** `hessian-lab datasets`: lists the values of `data.source`. */
export const datasets = defineCommand({
  usage: 'datasets',
  describe: 'List the data sets with rows, columns and licence',
  positionals: {},
  options: {
    json: { type: 'boolean', default: false, describe: 'Print one JSON document, with sources and notes' },
  },
  examples: [
    ['datasets', 'a table'],
    ['datasets --json', 'with sources and notes'],
  ],
  async run({ json }) {
    const { listDatasets } = await import('../../data/catalogue.ts');
    const sets = listDatasets();
    if (json) {
      printJson(sets);
      return 0;
    }
    const { NO_BREAK, renderTable } = await import('../table.ts');
    const rows = sets.map(({ id, title, rows, columns, targets, licence }) => [
      id,
      rows === null || columns === null ? 'any' : `${rows} × ${columns}`.replaceAll(' ', NO_BREAK),
      targets?.join(', ') ?? 'any',
      licence ?? '-',
      title,
    ]);
    print(
      renderTable(
        [
          { title: 'data.source', align: 'left' },
          { title: 'rows × inputs', align: 'right' },
          { title: 'target', align: 'left' },
          { title: 'licence', align: 'left' },
          { title: 'title', align: 'left' },
        ],
        rows,
      ),
    );
    return 0;
  },
});
