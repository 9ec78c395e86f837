// One chart: uPlot with bands over seeds, stability limits and a text of what is under the pointer.

import uPlot from '/uplot.js';
import { plotAxes } from './axes.js';
import { setText, shortNumber } from './dom.js';
import { valueScale, theme } from './theme.js';
import { zoomCursor, zoomSync, zoomToSelection } from './zoom.js';

/** @typedef {import('./decode.js').Charts} Charts */
/** @typedef {import('./decode.js').Values} Values */
/** @typedef {import('./axes.js').Scale} Scale */

/**
 * @typedef {object} ChartOptions
 * @property {Scale} x
 * @property {Scale} y
 */

/**
 * Shows other epochs: called with the ends of what was dragged over, and with null to show all again.
 *
 * @typedef {(epochs: readonly [from: number, to: number] | null) => void} Zoom
 */

const HEIGHT = 260;

export class Chart {
  /** @type {uPlot | null} */
  #plot = null;
  #kind = '';
  /** @type {number[]} */
  #limits = [];

  /**
   * @param {string} column
   * @param {HTMLElement} host
   * @param {HTMLElement} readout
   * @param {Zoom} zoom
   */
  constructor(column, host, readout, zoom) {
    this.column = column;
    this.host = host;
    this.readout = readout;
    this.zoom = zoom;
    new ResizeObserver(() => this.#fit()).observe(host);
  }

  /**
   * Shows charts; where only numbers have changed since, the plot is kept.
   *
   * @param {Charts} charts
   * @param {ChartOptions} options
   */
  show(charts, options) {
    const { lines, data } = this.#dataOf(charts, options);
    this.#limits = this.#limitsOf(lines);
    const kind = JSON.stringify([
      options,
      lines.map(({ color, dash, hasBand }) => [color, dash, hasBand]),
      theme(),
    ]);
    if (this.#plot !== null && kind === this.#kind) {
      this.#plot.setData(/** @type {uPlot.AlignedData} */ (/** @type {unknown} */ (data)));
      return;
    }
    this.#plot?.destroy();
    this.#kind = kind;
    this.#plot = new uPlot(
      this.#uplotOptions(lines, options),
      /** @type {uPlot.AlignedData} */ (/** @type {unknown} */ (data)),
      this.host,
    );
  }

  /**
   * @param {Charts} charts
   * @param {ChartOptions} options
   */
  #dataOf({ header, epochs, arrays }, { x, y }) {
    const skipped = x === 'log' && epochs[0] === 0 ? 1 : 0;
    /** @param {Values | undefined} values @returns {Values} */
    const drawable = (values = []) => {
      const kept = skipped ? values.slice(1) : values;
      return y === 'log' ? kept.map((value) => (value !== null && value > 0 ? value : null)) : kept;
    };
    const lines = header.lines
      .map((line, index) => ({ ...line, index, hasBand: arrays.has(`${index} ${this.column} low`) }))
      .filter(({ index }) => arrays.has(`${index} ${this.column} middle`));
    /** @type {(number[] | Values)[]} */
    const data = [skipped ? epochs.slice(1) : epochs];
    for (const { index, hasBand } of lines) {
      for (const part of hasBand ? ['low', 'high'] : [])
        data.push(drawable(arrays.get(`${index} ${this.column} ${part}`)));
      data.push(drawable(arrays.get(`${index} ${this.column} middle`)));
    }
    return { lines, data };
  }

  /** @param {readonly { threshold: number | null }[]} lines */
  #limitsOf(lines) {
    if (this.column === 'stability_ratio') return lines.length > 0 ? [1] : [];
    if (this.column !== 'lambda_max') return [];
    return lines.flatMap(({ threshold }) => threshold ?? []);
  }

  /**
   * @param {readonly { name: string, color: string, dash: string, hasBand: boolean, threshold: number | null }[]} lines
   * @param {ChartOptions} options
   * @returns {uPlot.Options}
   */
  #uplotOptions(lines, { x, y }) {
    const { ink, line: rule } = theme();
    /** @type {uPlot.Series[]} */
    const series = [{}];
    /** @type {uPlot.Band[]} */
    const bands = [];
    for (const { name, color, dash, hasBand } of lines) {
      if (hasBand) {
        bands.push({ series: [series.length + 1, series.length], fill: `${color}33` });
        series.push({ points: { show: false } }, { points: { show: false } });
      }
      series.push({
        label: name,
        stroke: color,
        width: lines.length > 12 ? 1 : 2,
        dash: dash.split(' ').filter(Boolean).map(Number),
        spanGaps: true,
        points: { show: false },
      });
    }
    return {
      width: this.host.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { ...zoomCursor(this.zoom), sync: zoomSync('epochs'), points: { show: false } },
      scales: {
        x: { time: false, distr: x === 'log' ? 3 : 1 },
        y: valueScale(y, () => this.#limits),
      },
      axes: plotAxes(x, y, ink, rule),
      series,
      bands,
      hooks: {
        draw: [(plot) => this.#drawLimits(plot, lines, ink)],
        setCursor: [(plot) => this.#tellCursor(plot)],
        setSelect: [(plot) => zoomToSelection(plot, this.zoom)],
      },
    };
  }

  /**
   * @param {uPlot} plot
   * @param {readonly { color: string, threshold: number | null }[]} lines
   * @param {string} ink
   */
  #drawLimits(plot, lines, ink) {
    const { ctx, bbox } = plot;
    const at = (/** @type {number} */ value, /** @type {string} */ color) => {
      const height = plot.valToPos(value, 'y', true);
      ctx.strokeStyle = color;
      ctx.beginPath();
      ctx.moveTo(bbox.left, height);
      ctx.lineTo(bbox.left + bbox.width, height);
      ctx.stroke();
    };
    ctx.save();
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    if (this.column === 'stability_ratio') for (const limit of this.#limits) at(limit, ink);
    else if (this.column === 'lambda_max')
      for (const { threshold, color } of lines) if (threshold !== null) at(threshold, color);
    ctx.restore();
  }

  /** @param {uPlot} plot */
  #tellCursor(plot) {
    const { idx, top = -1 } = plot.cursor;
    if (idx === null || idx === undefined || top < 0) return setText(this.readout, '');
    const pointed = plot.posToVal(top, 'y');
    let [near, distance] = [-1, Number.POSITIVE_INFINITY];
    plot.series.forEach(({ label }, i) => {
      const value = plot.data[i]?.[idx];
      if (i === 0 || typeof label !== 'string' || value === null || value === undefined) return;
      const apart = Math.abs(plot.valToPos(value, 'y') - plot.valToPos(pointed, 'y'));
      if (apart < distance) [near, distance] = [i, apart];
    });
    const epoch = plot.data[0][idx];
    const value = plot.data[near]?.[idx];
    setText(
      this.readout,
      near < 0
        ? `epoch ${epoch}`
        : `epoch ${epoch}, ${plot.series[near]?.label}: ${shortNumber(value ?? '')}`,
    );
  }

  #fit() {
    const width = this.host.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }
}
