// The page's only script: tables that sort by a button in each heading and filter by a field above. Without it they are
// plain tables, and nothing is missing from the page.

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** @param {HTMLTableCellElement | undefined} cell */
function keyOf(cell) {
  const value = cell?.querySelector('data')?.value;
  return { text: cell?.textContent.trim() ?? '', number: value === undefined ? null : Number(value) };
}

/**
 * Empty cells come last in either direction, NaN before them.
 *
 * @param {ReturnType<typeof keyOf>} a
 * @param {ReturnType<typeof keyOf>} b
 * @param {number} direction 1 ascending, -1 descending
 */
function compare(a, b, direction) {
  if (a.text === '' || b.text === '') return Number(a.text === '') - Number(b.text === '');
  if (a.number === null || b.number === null) return direction * collator.compare(a.text, b.text);
  const [first, second] = [Number.isNaN(a.number), Number.isNaN(b.number)];
  if (first || second) return Number(first) - Number(second);
  return a.number === b.number ? 0 : a.number < b.number ? -direction : direction;
}

/** @param {HTMLTableElement} table */
function makeSortable(table) {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  const body = table.tBodies[0];
  if (!body) return;
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const direction = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
      const keyed = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
      keyed.sort((a, b) => compare(a.key, b.key, direction));
      body.append(...keyed.map(({ row }) => row));
    });
  });
}

/** @param {HTMLTableElement} table @param {number} index */
function makeFilterable(table, index) {
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const field = document.createElement('input');
  field.type = 'search';
  field.id = `filter-${index}`;
  const label = document.createElement('label');
  label.htmlFor = field.id;
  label.textContent = 'Filter rows ';
  const count = document.createElement('output');
  count.htmlFor.add(field.id);
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i]?.includes(word));
      if (!row.hidden) shown++;
    });
    count.value = ` ${shown} of ${rows.length} rows`;
  };
  field.addEventListener('input', show);
  show();
  const bar = document.createElement('p');
  bar.className = 'filter';
  bar.append(label, field, count);
  (table.closest('.table') ?? table).before(bar);
}

document.querySelectorAll('table').forEach((table, index) => {
  if ('sort' in table.dataset) makeSortable(table);
  if ('filter' in table.dataset) makeFilterable(table, index);
});
