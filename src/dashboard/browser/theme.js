// What all plots share: colours and scales.

import { rangeOf } from './axes.js';

/** Colours of the style sheet, which follow dark mode. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  return { ink: style.getPropertyValue('--ink').trim(), line: style.getPropertyValue('--line').trim() };
}

/**
 * A scale of values.
 *
 * @param {import('./axes.js').Scale} kind
 * @param {() => readonly number[]} others values that must be seen too
 * @returns {import('/uplot.js').Scale}
 */
export function valueScale(kind, others) {
  return {
    distr: kind === 'log' ? 3 : 1,
    range: (_plot, low, high) => rangeOf(low, high, others(), kind),
  };
}
