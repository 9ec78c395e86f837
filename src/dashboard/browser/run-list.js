// The list of runs: a group of rows for each run directory, with boxes that choose what the charts show.

import { element, setText, shortNumber } from './dom.js';

/** @typedef {import('./store.js').Run} Run */
/** @typedef {import('./store.js').Store} Store */

/** Rows of an open directory; a longer list is filtered. */
const MOST_ROWS = 500;

const COLUMNS = ['run', 'status', 'epoch', 'train loss', 'λmax', 'ratio'];

/** A list that redraws what has changed and leaves the rest, so that the keyboard's place stays. */
export class RunList {
  /** @type {Map<string, boolean>} whether a directory is open, where somebody said so */
  #open = new Map();
  #layout = '';
  #filter = '';
  /** @type {Map<string, HTMLTableRowElement>} by folder */
  #rows = new Map();

  /**
   * @param {HTMLElement} host
   * @param {Store} store
   * @param {() => void} chosen called when other runs are chosen
   */
  constructor(host, store, chosen) {
    this.host = host;
    this.store = store;
    this.chosen = chosen;
  }

  /** @param {string} text */
  filter(text) {
    this.#filter = text.toLowerCase();
    this.draw();
  }

  draw() {
    const words = this.#filter.split(/\s+/).filter(Boolean);
    const fits = (/** @type {Run} */ run) => {
      const text = `${run.experiment} ${run.folder} ${run.arm} seed ${run.seed} ${run.status}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const groups = this.store
      .directories()
      .map(([directory, all]) => ({ directory, all, runs: all.filter(fits) }))
      .filter(({ runs }) => runs.length > 0);
    const isOpen = (/** @type {string} */ name, /** @type {number} */ index) =>
      words.length > 0 || (this.#open.get(name) ?? index === 0);
    const layout = JSON.stringify(
      groups.map(({ directory, runs }, i) => [
        directory,
        isOpen(directory, i) && runs.map(({ folder }) => folder),
      ]),
    );
    if (layout !== this.#layout) {
      this.#layout = layout;
      this.#build(groups.map((group, i) => ({ ...group, isOpen: isOpen(group.directory, i) })));
    }
    for (const { directory, all, runs } of groups) {
      this.#refreshHead(directory, all);
      for (const run of runs) this.#refreshRow(run);
    }
  }

  /** @param {readonly { directory: string, all: Run[], runs: Run[], isOpen: boolean }[]} groups */
  #build(groups) {
    const focused = document.activeElement?.id ?? '';
    this.#rows.clear();
    if (groups.length === 0) {
      const text =
        this.store.runs.size === 0
          ? 'There is no run here yet. One that starts will appear.'
          : 'No run fits the filter.';
      this.host.replaceChildren(element('p', { className: 'note' }, text));
      return;
    }
    const head = element(
      'tr',
      {},
      ...COLUMNS.map((title, i) => element('th', { scope: 'col', className: i > 1 ? 'number' : '' }, title)),
    );
    const table = element(
      'table',
      {},
      element('caption', { className: 'hidden' }, 'Runs by directory; a box puts a run into the charts'),
      element('thead', {}, head),
      ...groups.map((group) => this.#buildGroup(group)),
    );
    this.host.replaceChildren(
      element(
        'div',
        { className: 'table', role: 'region', 'aria-label': 'List of runs', tabIndex: 0 },
        table,
      ),
    );
    if (focused !== '') document.getElementById(focused)?.focus();
  }

  /** @param {{ directory: string, runs: Run[], isOpen: boolean }} group */
  #buildGroup({ directory, runs, isOpen }) {
    const id = `directory-${directory}`;
    const box = element('input', {
      type: 'checkbox',
      id,
      'aria-label': `All runs of ${directory || 'this folder'}`,
    });
    box.addEventListener('change', () => {
      const shown = this.#filter === '' ? (new Map(this.store.directories()).get(directory) ?? []) : runs;
      this.store.choose(shown, box.checked, this.#filter === '' ? directory : null);
      this.#changed();
    });
    const button = element('button', {
      type: 'button',
      id: `open-${directory}`,
      className: 'open',
      textContent: directory || '.',
      'aria-expanded': String(isOpen),
    });
    button.addEventListener('click', () => {
      this.#open.set(directory, !isOpen);
      this.draw();
    });
    const counts = element('span', { id: `counts-${directory}`, className: 'note' });
    const body = element(
      'tbody',
      {},
      element(
        'tr',
        { className: 'group' },
        element('th', { colSpan: COLUMNS.length, scope: 'rowgroup' }, box, ' ', button, ' ', counts),
      ),
    );
    if (!isOpen) return body;
    const shown = runs.slice(0, MOST_ROWS);
    for (const arm of new Set(shown.map((run) => run.arm))) {
      const members = shown.filter((run) => run.arm === arm);
      if (members.length > 1) body.append(this.#buildArm(directory, arm, members));
      for (const run of members) {
        const seed = run.seed === '' ? '' : `seed ${run.seed}`;
        const row = this.#buildRow(run, members.length > 1 && seed !== '' ? seed : `${arm} ${seed}`.trim());
        row.className = members.length > 1 ? 'member' : '';
        this.#rows.set(run.folder, row);
        body.append(row);
      }
    }
    if (runs.length > MOST_ROWS) {
      const text = `The first ${MOST_ROWS} of ${runs.length} runs: filter to see others.`;
      body.append(element('tr', {}, element('td', { colSpan: COLUMNS.length, className: 'note' }, text)));
    }
    return body;
  }

  /** @param {string} directory @param {string} arm @param {readonly Run[]} runs */
  #buildArm(directory, arm, runs) {
    const box = element('input', { type: 'checkbox', id: `arm-${directory}/${arm}` });
    box.addEventListener('change', () => {
      this.store.choose(runs, box.checked);
      this.#changed();
    });
    const label = element('label', {}, box, ` ${arm}`);
    return element(
      'tr',
      { className: 'arm' },
      element('th', { colSpan: COLUMNS.length, scope: 'rowgroup' }, label),
    );
  }

  /** @param {Run} run @param {string} name */
  #buildRow(run, name) {
    const box = element('input', { type: 'checkbox', id: `run-${run.folder}` });
    box.addEventListener('change', () => {
      const now = this.store.runs.get(run.key) ?? run;
      this.store.choose([now], box.checked);
      this.#changed();
    });
    const cells = COLUMNS.slice(1).map((_, i) => element('td', { className: i > 0 ? 'number' : '' }));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('label', { title: run.folder }, box, ` ${name}`)),
      ...cells,
    );
  }

  #changed() {
    this.draw();
    this.chosen();
  }

  /** @param {string} directory @param {readonly Run[]} runs */
  #refreshHead(directory, runs) {
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById(`directory-${directory}`));
    const counts = document.getElementById(`counts-${directory}`);
    if (box === null || counts === null) return;
    this.#mark(box, runs);
    for (const arm of new Set(runs.map((run) => run.arm))) {
      const armBox = document.getElementById(`arm-${directory}/${arm}`);
      if (armBox instanceof HTMLInputElement)
        this.#mark(
          armBox,
          runs.filter((run) => run.arm === arm),
        );
    }
    const statuses = new Map();
    for (const { status } of runs) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    setText(counts, [...statuses].map(([status, count]) => `${count} ${status}`).join(', '));
  }

  /** @param {HTMLInputElement} box @param {readonly Run[]} runs */
  #mark(box, runs) {
    const chosen = runs.filter(({ folder }) => this.store.chosen.has(folder)).length;
    box.checked = chosen === runs.length;
    box.indeterminate = chosen > 0 && chosen < runs.length;
  }

  /** @param {Run} run */
  #refreshRow(run) {
    const row = this.#rows.get(run.folder);
    const box = row?.querySelector('input');
    if (!row || !box) return;
    box.checked = this.store.chosen.has(run.folder);
    const texts = [
      run.status,
      run.epoch === null ? '' : String(run.epoch),
      shortNumber(run.trainLoss),
      shortNumber(run.lambdaMax),
      shortNumber(run.stabilityRatio),
    ];
    texts.forEach((text, i) => {
      const cell = row.cells[i + 1];
      if (cell) setText(cell, text);
    });
    const status = row.cells[1];
    if (status) {
      status.className = `status ${run.status}`;
      status.title = run.message;
    }
  }
}
