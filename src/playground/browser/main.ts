/** The page: what is set, what is shown, and the address that holds both. */
import { pictureText } from '../describe.ts';
import { readFragment, writeFragment } from '../fragment.ts';
import type { Frame } from '../frame.ts';
import { settingsOf } from '../presets.ts';
import { INITIAL, type Settings } from '../settings.ts';
import { stableLimit } from '../step-size.ts';
import { openControls } from './controls.ts';
import { drawLosses, drawSharpness, type Moment } from './curves.ts';
import { byId, make, setText } from './element.ts';
import { openExamples } from './examples.ts';
import { openPicture } from './picture.ts';
import { openPlayer } from './player.ts';
import { showReadings } from './readings.ts';

/** Milliseconds between two changes of the texts, which nobody reads at 60 a second. */
const TEXT_INTERVAL = 100;
/** Steps that are taken at once where motion is unwelcome, so that there is a path to see. */
const STILL_STEPS = 40;

const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');
const plane = byId<HTMLCanvasElement>('plane');
const picture = openPicture(plane);
const playButton = byId('play');

let settings: Settings = INITIAL;
let frame: Frame | null = null;
let frameTime = 0;
let reach = 1;
let moments: Moment[] = [];
let textTime = 0;
let isTextStale = false;

const controls = openControls(byId('controls'), (name, value) => {
  const next = { ...settings, [name]: value };
  // Another speed or plane changes the view, not the training; all else begins anew.
  begin({ ...next, steps: name === 'plane' ? (frame?.step ?? 0) : 0 });
});

openExamples(
  byId('examples'),
  (preset) => begin(settingsOf(preset), preset.share, true),
  (size) => begin({ ...settings, steps: 0 }, size.share(settings.momentum), true),
);

const player = openPlayer({
  opened(opened, first) {
    settings = opened;
    controls.show(settings);
    moments = [];
    take(first);
    frameTime = 0;
    showTexts();
  },
  frame: take,
  contours(contours, projected) {
    reach = contours.reach;
    picture.setContours(contours);
    frame = projected;
    isTextStale = true;
  },
  failed(message) {
    showNotice('The computation failed.', [message]);
    showPlaying();
  },
});

/** Begins training with settings; `plays` says that somebody asked to see it. */
function begin(next: Settings, share?: number, plays = false): void {
  hideNotice();
  settings = next;
  controls.show(settings);
  if (plays && !stillness.matches) player.play();
  const steps = stillness.matches && !player.isPlaying && next.steps === 0 ? STILL_STEPS : next.steps;
  player.open({ ...next, steps }, share);
  showPlaying();
}

function take(next: Frame): void {
  frame = next;
  frameTime = performance.now();
  const { step, lambdaMax, loss } = next;
  if (moments.at(-1)?.step === step) moments.pop();
  moments.push({ step, lambdaMax, loss });
  isTextStale = true;
  if (next.status === 'moving' || !player.isPlaying) return;
  player.pause();
  showPlaying();
  showTexts();
  setText(byId('said'), byId('picture-text').textContent ?? '');
}

function loop(now: number): void {
  player.tick(now);
  if (frame !== null) {
    const isMoving = player.isPlaying && !stillness.matches;
    const progress = isMoving ? Math.min(1, ((now - frameTime) * settings.speed) / 1000) : 1;
    picture.draw({ surface: settings.surface, frame, progress });
    if (isTextStale && now - textTime >= TEXT_INTERVAL) showTexts();
  }
  requestAnimationFrame(loop);
}

function showTexts(): void {
  if (frame === null) return;
  textTime = performance.now();
  isTextStale = false;
  showReadings(settings, frame);
  document.body.dataset.surface = settings.surface;
  document.body.dataset.settled = String(frame.isExact && !player.isPlaying);
  setText(byId('progress'), `${frame.step} steps`);
  setText(byId('picture-text'), pictureText(settings, frame, reach));
  drawLosses(byId('losses'), moments);
  const sharpness = byId<HTMLCanvasElement>('curve');
  sharpness.parentElement!.hidden = settings.surface !== 'network';
  drawSharpness(sharpness, moments, stableLimit(1, settings.momentum) / settings.learningRate);
  rememberAddress();
}

function showPlaying(): void {
  setText(playButton, player.isPlaying ? 'Pause' : 'Play');
}

/** Writes the state into the address, without an entry in the history for each. */
let addressTimer: number | undefined;
function rememberAddress(): void {
  window.clearTimeout(addressTimer);
  addressTimer = window.setTimeout(() => {
    const fragment = writeFragment({ ...settings, steps: Math.min(frame?.step ?? 0, 2000) });
    if (fragment !== window.location.hash.slice(1)) {
      window.history.replaceState(null, '', `#${fragment}`);
    }
  }, 300);
}

function showNotice(heading: string, lines: readonly string[]): void {
  const notice = byId('notice');
  notice.replaceChildren(
    make('p', {}, heading),
    make('ul', {}, ...lines.map((line) => make('li', {}, line))),
  );
  notice.hidden = false;
}

function hideNotice(): void {
  byId('notice').hidden = true;
}

/** Opens what the address asks for; a fragment that is wrong is told about, and the page begins afresh. */
function openAddress(): void {
  const read = readFragment(window.location.hash.slice(1));
  const isFresh = window.location.hash.length <= 1;
  if (isFresh && !stillness.matches) player.play();
  else if (!isFresh) player.pause();
  begin(read.settings ?? INITIAL);
  if (read.settings === null) {
    showNotice('This link holds no state of the playground, so it begins afresh:', read.problems);
  }
}

playButton.addEventListener('click', () => {
  if (player.isPlaying) player.pause();
  else {
    if (frame !== null && frame.status !== 'moving') begin({ ...settings, steps: 0 });
    player.play();
  }
  showPlaying();
});
byId('step').addEventListener('click', () => {
  player.step();
  showPlaying();
});
byId('restart').addEventListener('click', () => begin({ ...settings, steps: 0 }, undefined, true));
byId('share').addEventListener('click', async () => {
  const fragment = writeFragment({ ...settings, steps: frame?.step ?? 0 });
  const address = `${window.location.href.split('#')[0]}#${fragment}`;
  try {
    await navigator.clipboard.writeText(address);
    setText(byId('said'), 'The link is copied.');
    setText(byId('share'), 'Copied');
    window.setTimeout(() => setText(byId('share'), 'Copy link'), 2000);
  } catch {
    showNotice('The browser does not let this page copy. The link:', [address]);
  }
});

/** The start moves to where somebody points. */
plane.addEventListener('pointerdown', (event) => {
  if (settings.surface === 'network') return;
  const box = plane.getBoundingClientRect();
  const at = picture.toPlane(event.clientX - box.left, event.clientY - box.top);
  if (at === null) return;
  const [startX, startY] = at.map((value) => Math.round(100 * Math.max(-3, Math.min(3, value))) / 100) as [
    number,
    number,
  ];
  begin({ ...settings, startX, startY, steps: 0 }, undefined, true);
});

for (const query of [stillness, window.matchMedia('(prefers-color-scheme: dark)')]) {
  query.addEventListener('change', () => {
    picture.invalidate();
    isTextStale = true;
  });
}
window.addEventListener('hashchange', openAddress);
new ResizeObserver(() => {
  picture.invalidate();
  isTextStale = true;
}).observe(plane);

openAddress();
requestAnimationFrame(loop);
