// The page: listens to the server, keeps the list and the charts up to date, and says aloud what matters.

import { readAddress, writeAddress } from './address.js';
import { ChartGrid } from './charts.js';
import { buildControls } from './controls.js';
import { byId, setText } from './dom.js';
import { RunList } from './run-list.js';
import { Spectrum } from './spectrum.js';
import { Store } from './store.js';
import { drawClaims, drawConfigs, drawSweeps } from './tables.js';

/** @typedef {import('./store.js').Change & { root: string, isLookedThrough: boolean }} Message */

const store = new Store();
const controls = buildControls(byId('controls'), (needsData) => {
  if (needsData) void grid.ask();
  else grid.draw();
  spectrum.show(store.chosenRuns(), controls.read());
  remember();
});
const zoom = controls.zoom;
const spectrum = new Spectrum(byId('spectrum'), remember, zoom);
const grid = new ChartGrid(
  byId('chart-grid'),
  controls.read,
  () => store.chosenRuns().map(({ key }) => key),
  () => {
    spectrum.show(store.chosenRuns(), controls.read());
    void drawConfigs(byId('configs'), grid.query());
  },
  zoom,
);
const list = new RunList(byId('run-list'), store, () => {
  void grid.ask();
  remember();
});
/** @type {HTMLInputElement} */ (byId('filter')).addEventListener('input', (event) => {
  list.filter(/** @type {HTMLInputElement} */ (event.target).value);
});

/** Browsers refuse many changes of the address in a row, as a slider makes. */
const ADDRESS_MILLISECONDS = 300;
let isAddressDue = false;

/** Writes what is chosen into the address, without an entry in the history for each change. */
function remember() {
  if (isAddressDue) return;
  isAddressDue = true;
  setTimeout(() => {
    isAddressDue = false;
    const text = writeAddress({ settings: controls.read(), choice: store.choice, spectrum: spectrum.chosen });
    history.replaceState(null, '', text === '' ? location.pathname : `#${text}`);
  }, ADDRESS_MILLISECONDS);
}

/** Shows what the address says. */
function recall() {
  const { settings, choice, spectrum: run } = readAddress(location.hash.slice(1));
  controls.show(settings);
  store.restore(choice);
  spectrum.chosen = run;
}
recall();
addEventListener('hashchange', () => {
  recall();
  list.draw();
  void grid.ask();
});
// The address is for what is chosen: the link to the charts moves the keyboard's place alone.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault();
  byId('charts').focus();
});

/** @param {Message} message @param {boolean} isAll */
function receive(message, isAll) {
  const before = new Map([...store.runs.values()].map(({ folder, status }) => [folder, status]));
  const chosenBefore = store.chosen.size;
  const changed = store.apply(message, isAll);
  setText(byId('served'), message.root);
  list.draw();
  if (message.claims) drawClaims(byId('claims'), message.claims);
  if (message.sweeps) drawSweeps(byId('sweeps'), message.sweeps);
  const concerns =
    changed.some(({ folder }) => store.chosen.has(folder)) || store.chosen.size !== chosenBefore;
  if (concerns || message.gone.length > 0 || isAll) void grid.ask();
  announce(isAll ? [] : changed, before, isAll || message.gone.length > 0);
}

/**
 * Says how many runs there are, and which have come to another status; not every row, which nobody could listen to.
 *
 * @param {readonly import('./store.js').Run[]} changed
 * @param {ReadonlyMap<string, string>} before
 * @param {boolean} isCounted whether their number has changed, or is new
 */
function announce(changed, before, isCounted) {
  const running = [...store.runs.values()].filter(({ status }) => status === 'running').length;
  const total = `${store.runs.size} ${store.runs.size === 1 ? 'run' : 'runs'}, ${running} running`;
  const news = changed.filter(({ folder, status }) => before.get(folder) !== status);
  const told = news.slice(0, 3).map(({ arm, seed, status }) => `${arm} seed ${seed} ${status}`);
  if (news.length > 3) told.push(`and ${news.length - 3} more`);
  if (isCounted || news.length > 0)
    setText(byId('state'), [`${total}.`, ...(told.length > 0 ? [`${told.join(', ')}.`] : [])].join(' '));
}

const events = new EventSource('/events');
events.addEventListener('all', ({ data }) => receive(JSON.parse(data), true));
events.addEventListener('change', ({ data }) => receive(JSON.parse(data), false));
events.addEventListener('error', () => {
  setText(
    byId('state'),
    'The server has ended or cannot be reached: what is shown is what was there. Trying again.',
  );
});
