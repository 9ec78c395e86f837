// What is shown and how: axes, smoothing, seeds.

import { element } from './dom.js';

/**
 * @typedef {object} Settings
 * @property {'each' | 'range' | 'quartiles'} seeds
 * @property {number} smoothing
 * @property {'linear' | 'log'} x
 * @property {'linear' | 'log'} y
 */

/** @type {Settings} */
const DEFAULTS = { seeds: 'range', smoothing: 0, x: 'linear', y: 'log' };

/**
 * Builds the controls.
 *
 * @param {HTMLFormElement} form
 * @param {(settings: Settings, needsData: boolean) => void} changed
 * @returns {() => Settings}
 */
export function buildControls(form, changed) {
  const seeds = choice('seeds', 'Seeds', DEFAULTS.seeds, [
    ['range', 'median, smallest to largest as a band'],
    ['quartiles', 'median, quartiles as a band'],
    ['each', 'each run on its own'],
  ]);
  const scales = /** @type {const} */ ([
    ['linear', 'linear'],
    ['log', 'logarithmic'],
  ]);
  const y = choice('y', 'Values', DEFAULTS.y, scales);
  const x = choice('x', 'Epochs', DEFAULTS.x, scales);
  const smoothing = element('input', {
    id: 'smoothing',
    type: 'range',
    min: '0',
    max: '0.99',
    step: '0.01',
    value: '0',
    'aria-describedby': 'smoothing-what',
  });
  const shown = element('output', { for: 'smoothing', textContent: '0' });
  const read = () => ({
    seeds: /** @type {Settings['seeds']} */ (seeds.select.value),
    smoothing: Number(smoothing.value),
    x: /** @type {Settings['x']} */ (x.select.value),
    y: /** @type {Settings['y']} */ (y.select.value),
  });
  form.append(
    seeds.label,
    y.label,
    x.label,
    element('label', {}, 'Smoothing ', smoothing, ' ', shown),
    element('span', {
      id: 'smoothing-what',
      className: 'note',
      textContent:
        'Exponential moving average without the pull of its start; this is the weight of what came before.',
    }),
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => {
    shown.value = smoothing.value;
    changed(read(), event.target === smoothing || event.target === seeds.select);
  });
  return read;
}

/**
 * @param {string} id
 * @param {string} title
 * @param {string} chosen
 * @param {readonly (readonly [string, string])[]} options
 */
function choice(id, title, chosen, options) {
  const select = element(
    'select',
    { id },
    ...options.map(([value, text]) => element('option', { value, selected: value === chosen }, text)),
  );
  return { select, label: element('label', {}, `${title} `, select) };
}
