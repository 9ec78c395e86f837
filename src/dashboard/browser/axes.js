// Axes of a chart: what uPlot leaves to others. Its logarithmic axis labels powers of ten only, which a run within one
// decade has none of.

/** @typedef {'linear' | 'log'} Scale */

/**
 * The range of an axis: the data and what else must be seen, with a margin.
 *
 * @param {number | null} low of the data; null where there is none
 * @param {number | null} high
 * @param {readonly number[]} others values that must be seen too
 * @param {Scale} scale
 * @returns {[number, number]}
 */
export function rangeOf(low, high, others, scale) {
  const values = [low, high, ...others].filter(
    (value) => value !== null && Number.isFinite(value) && (scale === 'linear' || value > 0),
  );
  if (values.length === 0) return scale === 'log' ? [1, 10] : [0, 1];
  const ends = /** @type {number[]} */ (values);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (scale === 'log') {
    const margin = Math.max((to / from) ** 0.04, 1.05);
    return [from / margin, to * margin];
  }
  const margin = (to - from) * 0.04 || Math.abs(to) * 0.05 || 1;
  return [from - margin, to + margin];
}

/**
 * Ticks of a logarithmic axis: 1, 2, 5 in each decade where these are few, else powers of ten; within less than a
 * factor of 4 as on a linear axis.
 *
 * @param {number} low above 0
 * @param {number} high
 * @returns {number[]}
 */
export function logTicks(low, high) {
  if (high / low < 4) return linearTicks(low, high);
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = last - first;
  const steps = decades <= 3 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / 8);
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += every) {
    for (const step of steps) ticks.push(Number(`${step}e${exponent}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** @param {number} low @param {number} high @returns {number[]} about five round numbers */
function linearTicks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/**
 * A tick's label: short, and with a power of ten where plain digits would be long.
 *
 * @param {number} value
 */
export function tickLabel(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential().replace('e+', 'e');
  return String(Number(value.toPrecision(6)));
}

/**
 * Both axes of a plot.
 *
 * @param {Scale} x
 * @param {Scale} y
 * @param {string} ink
 * @param {string} rule
 * @returns {import('/uplot.js').Axis[]}
 */
export function plotAxes(x, y, ink, rule) {
  const axis = {
    stroke: ink,
    font: '12px system-ui, sans-serif',
    grid: { stroke: rule, width: 1 },
    ticks: { stroke: rule, width: 1 },
    values: (/** @type {unknown} */ _, /** @type {number[]} */ ticks) => ticks.map(tickLabel),
    filter: (/** @type {unknown} */ _, /** @type {number[]} */ ticks) => ticks,
  };
  const log = {
    splits: (
      /** @type {unknown} */ _plot,
      /** @type {number} */ _axis,
      /** @type {number} */ low,
      /** @type {number} */ high,
    ) => logTicks(low, high),
  };
  return [
    { ...axis, size: 34, ...(x === 'log' && log) },
    { ...axis, size: 60, ...(y === 'log' && log) },
  ];
}
