// The address after its #: what somebody has chosen, so that a reload, a bookmark or a link shows it again. Runs are named by
// their folders, which outlive the server.

/**
 * @typedef {object} Settings
 * @property {'each' | 'range' | 'quartiles'} seeds
 * @property {number} smoothing
 * @property {'linear' | 'log'} x
 * @property {'linear' | 'log'} y
 * @property {readonly [from: number, to: number | null] | null} epochs that are shown; null shows all, a `to` of null the
 *   newest
 */

/**
 * @typedef {object} Choice
 * @property {readonly string[]} all directories that are chosen as a whole, with the runs that come later
 * @property {readonly string[]} runs folders of the runs that are chosen one by one
 */

/**
 * @typedef {object} State
 * @property {Settings} settings
 * @property {Choice | null} choice null where nobody has chosen yet
 * @property {string} spectrum folder of the run whose spectrum is shown; '' for the first one
 */

/** @type {Settings} */
export const DEFAULTS = { seeds: 'range', smoothing: 0, x: 'linear', y: 'log', epochs: null };

/** The folder that is served has no name of its own. */
const HERE = '.';

/**
 * The state as the part after the #; '' for a fresh page.
 *
 * @param {State} state
 */
export function writeAddress({ settings, choice, spectrum }) {
  const address = new URLSearchParams();
  for (const name of /** @type {const} */ (['seeds', 'smoothing', 'x', 'y']))
    if (settings[name] !== DEFAULTS[name]) address.set(name, String(settings[name]));
  if (settings.epochs !== null) address.set('epochs', windowText(settings.epochs));
  if (choice !== null) {
    for (const directory of choice.all) address.append('all', directory || HERE);
    for (const folder of choice.runs) address.append('run', folder || HERE);
    if (choice.all.length + choice.runs.length === 0) address.set('run', '');
  }
  if (spectrum !== '') address.set('spectrum', spectrum);
  // What needs no escape in a query is left as people read it.
  return address.toString().replaceAll('%2F', '/').replaceAll('%3D', '=');
}

/**
 * What an address says. A value that is none counts as not said: the controls show what is then the case.
 *
 * @param {string} text
 * @returns {State}
 */
export function readAddress(text) {
  const address = new URLSearchParams(text);
  /** @template {string} Word @param {string} name @param {readonly Word[]} words @param {Word} otherwise */
  const word = (name, words, otherwise) => words.find((one) => one === address.get(name)) ?? otherwise;
  const smoothing = Number(address.get('smoothing'));
  const named = (/** @type {string} */ name) =>
    address.getAll(name).flatMap((folder) => (folder === '' ? [] : [folder === HERE ? '' : folder]));
  const isChosen = address.has('all') || address.has('run');
  return {
    settings: {
      seeds: word('seeds', ['range', 'quartiles', 'each'], DEFAULTS.seeds),
      smoothing: smoothing >= 0 && smoothing <= 0.99 ? smoothing : DEFAULTS.smoothing,
      x: word('x', ['linear', 'log'], DEFAULTS.x),
      y: word('y', ['linear', 'log'], DEFAULTS.y),
      epochs: readWindow(address.get('epochs') ?? ''),
    },
    choice: isChosen ? { all: named('all'), runs: named('run') } : null,
    spectrum: address.get('spectrum') ?? '',
  };
}

/**
 * Epochs from one to another as a text, for addresses of the page and of the server; '' for the last one of all runs.
 *
 * @param {readonly [from: number, to: number | null]} window
 */
export function windowText([from, to]) {
  return `${from}-${to ?? ''}`;
}

/** @param {string} text @returns {[from: number, to: number | null] | null} */
function readWindow(text) {
  const [, from, to] = /^(\d{1,15})-(\d{0,15})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  return checkedWindow(Number(from), to === '' ? null : Number(to));
}

/**
 * The window between two epochs; null where it shows all there is, or nothing.
 *
 * @param {number} from
 * @param {number | null} to
 * @returns {[from: number, to: number | null] | null}
 */
export function checkedWindow(from, to) {
  return (from === 0 && to === null) || (to !== null && to <= from) ? null : [from, to];
}
