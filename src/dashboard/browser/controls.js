// What is shown and how: axes, smoothing, seeds, epochs.

import { checkedWindow, DEFAULTS } from './address.js';
import { element } from './dom.js';

/** @typedef {import('./address.js').Settings} Settings */

/**
 * @typedef {object} Controls
 * @property {() => Settings} read
 * @property {(settings: Settings) => void} show sets the controls, and calls nobody
 * @property {(epochs: Settings['epochs']) => void} zoom as if somebody had set them
 */

/**
 * Builds the controls.
 *
 * @param {HTMLFormElement} form
 * @param {(needsData: boolean) => void} changed
 * @returns {Controls}
 */
export function buildControls(form, changed) {
  const seeds = choice('seeds', 'Seeds', [
    ['range', 'median, smallest to largest as a band'],
    ['quartiles', 'median, quartiles as a band'],
    ['each', 'each run on its own'],
  ]);
  const scales = /** @type {const} */ ([
    ['linear', 'linear'],
    ['log', 'logarithmic'],
  ]);
  const y = choice('y', 'Value axis', scales);
  const x = choice('x', 'Epoch axis', scales);
  const smoothing = element('input', {
    id: 'smoothing',
    type: 'range',
    min: '0',
    max: '0.99',
    step: '0.01',
    'aria-describedby': 'smoothing-what',
  });
  const shown = element('output', { for: 'smoothing' });
  const from = epochInput('from', 'first');
  const to = epochInput('to', 'last');
  const all = element('button', { type: 'button', id: 'all-epochs' }, 'All epochs');
  const number = (/** @type {HTMLInputElement} */ input) => (input.value === '' ? null : Number(input.value));
  const epochs = () => checkedWindow(number(from) ?? 0, number(to));
  const refresh = () => {
    shown.value = smoothing.value;
    const isEmpty = to.value !== '' && Number(to.value) <= (number(from) ?? 0);
    to.setCustomValidity(isEmpty ? 'The last epoch has to be after the first one.' : '');
    // Not disabled: that would take the keyboard's place from who has just pressed it.
    all.setAttribute('aria-disabled', String(epochs() === null));
  };
  const read = () => ({
    seeds: /** @type {Settings['seeds']} */ (seeds.select.value),
    smoothing: Number(smoothing.value),
    x: /** @type {Settings['x']} */ (x.select.value),
    y: /** @type {Settings['y']} */ (y.select.value),
    epochs: epochs(),
  });
  const show = (/** @type {Settings} */ settings) => {
    seeds.select.value = settings.seeds;
    x.select.value = settings.x;
    y.select.value = settings.y;
    smoothing.value = String(settings.smoothing);
    from.value = String(settings.epochs?.[0] || '');
    to.value = String(settings.epochs?.[1] ?? '');
    refresh();
  };
  const zoom = (/** @type {Settings['epochs']} */ window) => {
    show({ ...read(), epochs: window });
    changed(true);
  };
  show(DEFAULTS);
  form.append(
    seeds.label,
    y.label,
    x.label,
    element(
      'span',
      { role: 'group', 'aria-label': 'Epochs shown', className: 'epochs' },
      'Epochs from ',
      from,
      ' to ',
      to,
      all,
    ),
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
    // Half a number is no epoch yet.
    if (event.target === from || event.target === to) return;
    refresh();
    changed(event.target === smoothing || event.target === seeds.select);
  });
  for (const input of [from, to]) {
    input.addEventListener('change', () => {
      refresh();
      if (to.reportValidity()) changed(true);
    });
  }
  all.addEventListener('click', () => zoom(null));
  return { read, show, zoom };
}

/** @param {string} id @param {string} which */
function epochInput(id, which) {
  return element('input', {
    id,
    type: 'number',
    min: '0',
    step: '1',
    inputMode: 'numeric',
    placeholder: which,
    'aria-label': `${which === 'first' ? 'First' : 'Last'} epoch shown`,
  });
}

/**
 * @param {string} id
 * @param {string} title
 * @param {readonly (readonly [string, string])[]} options
 */
function choice(id, title, options) {
  const select = element(
    'select',
    { id },
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
  return { select, label: element('label', {}, `${title} `, select) };
}
