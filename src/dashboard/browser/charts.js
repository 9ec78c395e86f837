// All charts: their figures in the page, and the loop that asks for numbers when there are new ones.

import { Chart } from './chart.js';
import { windowText } from './address.js';
import { decodeCharts } from './decode.js';
import { byId, element, setText, shortNumber } from './dom.js';
import { figureFrame } from './frame.js';
import { saveLinks } from './save-links.js';

/** @typedef {import('./controls.js').Settings} Settings */
/** @typedef {import('./decode.js').Charts} Charts */

const TITLES = /** @type {const} */ ([
  ['train_loss', 'Training loss', ''],
  ['test_loss', 'Test loss', ''],
  [
    'lambda_max',
    'Largest eigenvalue λmax',
    'Dotted: the largest stable one, 2/η, or what momentum makes of it.',
  ],
  ['stability_ratio', 'Stability ratio', 'λmax over the largest stable one; above 1, dotted, is unstable.'],
  ['gradient_norm', 'Gradient norm', ''],
]);

/** As many runs as the server shows at once: `MOST_RUNS` of `series/view.ts`. */
const MOST_RUNS = 500;
/** Between the end of one drawing and the next: a page of many live runs leaves the processor to them. */
const REST_MILLISECONDS = 250;

export class ChartGrid {
  /** @type {Charts | null} */
  #charts = null;
  #isAsked = false;
  #isBusy = false;

  /**
   * @param {HTMLElement} host
   * @param {() => Settings} settings
   * @param {() => readonly number[]} keys of the chosen runs
   * @param {() => void} drawn called after each drawing of new numbers
   * @param {import('./chart.js').Zoom} zoom
   */
  constructor(host, settings, keys, drawn, zoom) {
    this.drawn = drawn;
    this.settings = settings;
    this.keys = keys;
    this.figures = TITLES.map(([column, title, note]) => new ChartFigure(column, title, note, zoom));
    host.replaceChildren(...this.figures.map(({ root }) => root));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** The part of an address that names what is shown. */
  query() {
    const { seeds, smoothing, epochs } = this.settings();
    const runs = this.keys().slice(0, MOST_RUNS).join(',');
    const query = new URLSearchParams({ runs, seeds, smoothing: String(smoothing) });
    if (epochs !== null) query.set('epochs', windowText(epochs));
    return query;
  }

  /** Asks for the numbers; while an answer is under way once more after it. */
  async ask() {
    this.#isAsked = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#isAsked) {
        this.#isAsked = false;
        const begun = performance.now();
        const response = await fetch(`/charts?${this.query()}`);
        if (!response.ok) throw new Error(await response.text());
        this.#charts = decodeCharts(await response.arrayBuffer());
        this.draw();
        performance.measure('update', { start: begun });
        document.documentElement.dataset.drawn = String(
          Number(document.documentElement.dataset.drawn ?? 0) + 1,
        );
        this.drawn();
        await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS));
      }
    } catch (error) {
      // A server that has ended is told by the connection's own state.
      if (!(error instanceof TypeError)) setText(byId('state'), `The charts could not be read: ${error}`);
    } finally {
      this.#isBusy = false;
    }
  }

  draw() {
    if (this.#charts === null) return;
    const settings = this.settings();
    const query = this.query();
    drawLegend(this.#charts);
    const chosen = this.keys().length;
    const rest = `The first ${MOST_RUNS} of the ${chosen} chosen runs are shown: choose fewer to see others.`;
    setText(byId('chart-note'), chosen > MOST_RUNS ? rest : '');
    for (const figure of this.figures) figure.show(this.#charts, settings, query);
  }
}

class ChartFigure {
  /** @param {string} column @param {string} title @param {string} note @param {import('./chart.js').Zoom} zoom */
  constructor(column, title, note, zoom) {
    this.column = column;
    this.title = title;
    this.canvas = element('div', { className: 'canvas', role: 'img' });
    this.links = element('span', { className: 'links' });
    this.body = element('tbody');
    this.details = element('details', {}, element('summary', {}, 'Last values as a table'));
    const readout = element('p', { className: 'note readout', 'aria-hidden': 'true' });
    const below = element('p', { className: 'below' }, this.links);
    this.root = figureFrame(title, note, this.canvas, readout, below, this.details);
    this.details.append(
      element(
        'div',
        { className: 'table', role: 'region', tabIndex: 0, 'aria-label': `${title}: last values` },
        this.#table(),
      ),
    );
    this.chart = new Chart(column, this.canvas, readout, zoom);
  }

  #table() {
    const titles = ['line', 'epoch', 'value', ...(this.column === 'lambda_max' ? ['largest stable'] : [])];
    const head = titles.map((title, i) =>
      element('th', { scope: 'col', className: i > 0 ? 'number' : '' }, title),
    );
    return element('table', {}, element('thead', {}, element('tr', {}, ...head)), this.body);
  }

  /** @param {Charts} charts @param {Settings} settings @param {URLSearchParams} query */
  show(charts, settings, query) {
    const { header, epochs } = charts;
    const measured = header.arrays
      .filter(({ column, part }) => column === this.column && part === 'middle')
      .flatMap(({ line: index, last }) => {
        const line = header.lines[index];
        return line ? [{ line, last }] : [];
      });
    this.root.hidden = measured.length === 0;
    if (this.root.hidden) return;
    this.chart.show(charts, settings);
    const axis = settings.y === 'log' ? 'logarithmic' : 'linear';
    this.canvas.setAttribute(
      'aria-label',
      `${this.title} over epochs ${epochs[0]} to ${epochs.at(-1)}, ${axis} axis, ${measured.length} lines; the last values stand in the table below`,
    );
    this.body.replaceChildren(
      ...measured.map(({ line, last: [epoch, value] }) => {
        const numbers = [epoch, shortNumber(value)];
        if (this.column === 'lambda_max') numbers.push(shortNumber(line.threshold));
        return element(
          'tr',
          {},
          element('th', { scope: 'row' }, line.name),
          ...numbers.map((text) => element('td', { className: 'number' }, text)),
        );
      }),
    );
    query.set('column', this.column);
    query.set('x', settings.x);
    query.set('y', settings.y);
    saveLinks(this.links, this.title, { SVG: 'figure.svg', PNG: 'figure.png', CSV: 'shown.csv' }, query);
  }
}

/** @param {Charts} charts */
function drawLegend({ header }) {
  const legend = byId('legend');
  const text = JSON.stringify(header.lines.map(({ name, color, dash }) => [name, color, dash]));
  if (legend.dataset.shown === text) return;
  legend.dataset.shown = text;
  legend.replaceChildren(
    ...header.lines.map(({ name, color, dash }) => {
      const sign = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      sign.setAttribute('viewBox', '0 0 24 10');
      sign.setAttribute('aria-hidden', 'true');
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      for (const [key, value] of Object.entries({
        x1: 0,
        x2: 24,
        y1: 5,
        y2: 5,
        stroke: color,
        'stroke-width': 3,
      }))
        line.setAttribute(key, String(value));
      if (dash) line.setAttribute('stroke-dasharray', dash);
      sign.append(line);
      return element('li', {}, sign, ` ${name}`);
    }),
  );
  // A long one scrolls, which the keyboard has to reach.
  legend.tabIndex = legend.scrollHeight > legend.clientHeight ? 0 : -1;
}
