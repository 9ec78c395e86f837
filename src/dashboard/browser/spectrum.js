// The spectrum of one run along training: its largest eigenvalues as lines, the density of all as a picture.

import uPlot from '/uplot.js';
import { plotAxes } from './axes.js';
import { DEFAULTS, windowText } from './address.js';
import { figureFrame } from './frame.js';
import { saveLinks } from './save-links.js';
import { element, shortNumber } from './dom.js';
import { valueScale, theme } from './theme.js';
import { zoomCursor, zoomToSelection } from './zoom.js';

/** @typedef {import('./store.js').Run} Run */
/** @typedef {import('./chart.js').Zoom} Zoom */
/** @typedef {import('./controls.js').Settings} Settings */
/** @typedef {import('../series/spectrum.ts').SpectrumHeader} Header */

const HEIGHT = 280;

export class Spectrum {
  /** @type {uPlot[]} */
  #plots = [];
  #shown = '';

  /** Folder of the run that somebody has chosen; '' for the first one. */
  chosen = '';

  /** @param {HTMLElement} host @param {() => void} changed called when another run is chosen @param {Zoom} zoom */
  constructor(host, changed, zoom) {
    this.host = host;
    this.zoom = zoom;
    this.select = element('select', { id: 'spectrum-run' });
    this.top = new Part('top-eigenvalues', 'Largest eigenvalues', '');
    this.density = new Part(
      'density',
      'Density of all eigenvalues',
      'On a logarithmic scale of colours; brighter is denser.',
    );
    this.body = element('tbody');
    this.runs = /** @type {readonly Run[]} */ ([]);
    this.settings = DEFAULTS;
    this.select.addEventListener('change', () => {
      this.chosen = this.select.value;
      changed();
      void this.draw();
    });
    const head = ['eigenvalue', 'epoch', 'value'].map((title) => element('th', { scope: 'col' }, title));
    const values = element('table', {}, element('thead', {}, element('tr', {}, ...head)), this.body);
    host.replaceChildren(
      element('h2', {}, 'Spectrum over time'),
      element('label', {}, 'Run ', this.select),
      element('div', { className: 'pair' }, this.top.root, this.density.root),
      element(
        'details',
        {},
        element('summary', {}, 'Largest eigenvalues as a table'),
        element(
          'div',
          { className: 'table', role: 'region', tabIndex: 0, 'aria-label': 'Largest eigenvalues' },
          values,
        ),
      ),
    );
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void this.draw());
    new ResizeObserver(() => {
      for (const plot of this.#plots) {
        const width = /** @type {HTMLElement} */ (plot.root.parentElement).clientWidth;
        if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
      }
    }).observe(host);
  }

  /** @param {readonly Run[]} chosen @param {Settings} settings */
  show(chosen, settings) {
    this.runs = chosen.filter(({ hasSpectrum }) => hasSpectrum);
    this.settings = settings;
    this.host.hidden = this.runs.length === 0;
    if (this.host.hidden) return;
    const names = this.runs.map(({ folder }) => folder);
    const shown = names.includes(this.chosen) ? this.chosen : names[0];
    if (JSON.stringify([names, shown]) !== this.#shown) {
      this.#shown = JSON.stringify([names, shown]);
      this.select.replaceChildren(
        ...names.map((name) => element('option', { value: name, selected: name === shown }, name || '.')),
      );
    }
    void this.draw();
  }

  async draw() {
    const run = this.runs.find(({ folder }) => folder === this.select.value);
    if (!run) return;
    const { smoothing, epochs: window, x, y } = this.settings;
    const query = new URLSearchParams({ runs: String(run.key), smoothing: String(smoothing) });
    if (window !== null) query.set('epochs', windowText(window));
    const response = await fetch(`/spectrum?${query}`).catch(() => null);
    // 204: the run was deleted meanwhile.
    if (response?.status !== 200) return;
    const { header, epochs, lines, columns, values } = decode(await response.arrayBuffer());
    for (const plot of this.#plots) plot.destroy();
    this.#plots = [];
    this.top.root.hidden = lines.length === 0;
    this.density.root.hidden = columns.length === 0;
    if (lines.length > 0) this.#drawTop(epochs, lines);
    if (columns.length > 0) this.#drawDensity(header, columns, values);
    const over = `over epochs ${epochs[0]} to ${epochs.at(-1)}`;
    this.top.describe(
      `The ${lines.length} largest eigenvalues ${over}; the last ones stand in the table below`,
    );
    const { low, high } = header.density;
    this.density.describe(
      `Density of all eigenvalues ${over}, from ${shortNumber(low)} to ${shortNumber(high)}`,
    );
    query.set('x', x);
    query.set('y', y);
    for (const part of [this.top, this.density]) part.link(query);
    this.body.replaceChildren(
      ...header.top.map(([epoch, value], i) =>
        element(
          'tr',
          {},
          ...[`λ${i + 1}`, epoch, shortNumber(value)].map((text) =>
            element('td', { className: 'number' }, text),
          ),
        ),
      ),
    );
  }

  /** @param {number[]} epochs @param {(number | null)[][]} lines */
  #drawTop(epochs, lines) {
    const { ink } = theme();
    const isLog = this.settings.y === 'log' && lines.flat().every((value) => value === null || value > 0);
    /** @type {uPlot.Series[]} */
    const series = [{}];
    lines.forEach((_, i) => {
      // The largest stands out; the others fade towards the bulk.
      const fade = Math.round(255 * Math.max(0.45, 1 - i / lines.length))
        .toString(16)
        .padStart(2, '0');
      series.push({
        stroke: `${i === 0 ? '#d55e00' : '#0072b2'}${fade}`,
        width: i === 0 ? 2 : 1.2,
        spanGaps: true,
        points: { show: false },
      });
    });
    this.#plot(this.top.canvas, [epochs, ...lines], {
      series,
      scales: { x: { time: false }, y: valueScale(isLog ? 'log' : 'linear', () => []) },
      axes: plotAxes('linear', isLog ? 'log' : 'linear', ink, theme().line),
    });
  }

  /** @param {Header} header @param {number[]} columns @param {Float64Array} values */
  #drawDensity({ density: { low, high, rows } }, columns, values) {
    const { ink, line } = theme();
    const picture = paint(values, columns.length, rows);
    const [first, last] = [columns[0] ?? 0, columns.at(-1) ?? 0];
    // Each column stands in the middle of its epochs.
    const half = columns.length > 1 ? (last - first) / (columns.length - 1) / 2 : 0.5;
    const [left, right] = [first - half, last + half];
    this.#plot(
      this.density.canvas,
      [
        [left, right],
        [low, high],
      ],
      {
        series: [{}, { stroke: 'transparent', points: { show: false } }],
        scales: {
          x: { time: false, range: () => [left, right] },
          y: { range: () => [low, high] },
        },
        axes: plotAxes('linear', 'linear', ink, line),
        hooks: {
          drawClear: [
            (plot) => {
              const { ctx, bbox } = plot;
              ctx.imageSmoothingEnabled = false;
              ctx.drawImage(picture, bbox.left, bbox.top, bbox.width, bbox.height);
            },
          ],
        },
      },
    );
  }

  /** @param {HTMLElement} host @param {unknown[]} data @param {Omit<uPlot.Options, 'width' | 'height'>} options */
  #plot(host, data, options) {
    const cursor = { ...zoomCursor(this.zoom), x: false, y: false, points: { show: false } };
    const hooks = {
      ...options.hooks,
      setSelect: [(/** @type {uPlot} */ plot) => zoomToSelection(plot, this.zoom)],
    };
    this.#plots.push(
      new uPlot(
        { width: host.clientWidth, height: HEIGHT, legend: { show: false }, cursor, ...options, hooks },
        /** @type {uPlot.AlignedData} */ (data),
        host,
      ),
    );
  }
}

/** One of the two plots, with its heading and what can be saved of it. */
class Part {
  /** @param {string} file @param {string} title @param {string} note */
  constructor(file, title, note) {
    this.file = file;
    this.title = title;
    this.canvas = element('div', { className: 'spectrum', role: 'img' });
    this.links = element('p', { className: 'links' });
    this.root = figureFrame(title, note, this.canvas, this.links);
  }

  /** @param {string} text */
  describe(text) {
    this.canvas.setAttribute('aria-label', text);
  }

  /** @param {URLSearchParams} query */
  link(query) {
    const { file } = this;
    saveLinks(this.links, this.title, { SVG: `${file}.svg`, PNG: `${file}.png`, CSV: `${file}.csv` }, query);
  }
}

/** @param {ArrayBuffer} bytes */
function decode(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let at = 4 + length;
  const next = (/** @type {number} */ count) => {
    const array = new Float64Array(bytes, at, count);
    at += array.byteLength;
    return array;
  };
  const epochs = Array.from(next(header.points));
  const lines = header.top.map(() =>
    Array.from(next(header.points), (value) => (Number.isNaN(value) ? null : value)),
  );
  const { columns: count, rows } = header.density;
  const columns = Array.from(next(count));
  return { header, epochs, lines, columns, values: next(count * rows) };
}

/** Viridis (van der Walt and Smith 2015): even in brightness, and told apart with every kind of colour vision. */
const RAMP = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];
/** Decades of density below the largest that are told apart. */
const DECADES = 5;

/** @param {Float64Array} values @param {number} columns @param {number} rows */
function paint(values, columns, rows) {
  const top = values
    .filter((value) => !Number.isNaN(value))
    .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const canvas = new OffscreenCanvas(columns, rows);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(columns, rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const value = values[column * rows + row] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const share = Math.min(Math.max(1 + (value - top) / DECADES, 0), 1) * (RAMP.length - 1);
      const stop = Math.min(Math.floor(share), RAMP.length - 2);
      const [one = [], other = []] = [RAMP[stop], RAMP[stop + 1]];
      const pixel = 4 * ((rows - 1 - row) * columns + column);
      for (let part = 0; part < 3; part++)
        image.data[pixel + part] =
          (one[part] ?? 0) + (share - stop) * ((other[part] ?? 0) - (one[part] ?? 0));
      image.data[pixel + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
