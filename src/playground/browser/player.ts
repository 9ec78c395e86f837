import type { Frame } from '../frame.ts';
import type { Contours, Reply, Request } from '../messages.ts';
import type { Settings } from '../settings.ts';

/** What a player tells its page. */
export interface Listener {
  opened(settings: Settings, frame: Frame): void;
  frame(frame: Frame): void;
  contours(contours: Contours, frame: Frame): void;
  failed(message: string): void;
}

/** Training in the worker, played at a speed. */
export interface Player {
  /** Begins anew; while one opening is under way, the newest of those asked for meanwhile comes next. */
  open(settings: Settings, share?: number): void;
  /** Asks for the steps that are due by now; to be called each frame. */
  tick(now: number): void;
  play(): void;
  pause(): void;
  /** Pauses and takes one step. */
  step(): void;
  readonly isPlaying: boolean;
  /** Milliseconds that the worker took for each answer, the newest last; for measurements. */
  readonly workerTimes: readonly number[];
}

/** Steps that one frame asks for at most: after a while in the background, training goes on from where it was. */
const MOST_STEPS = 8;
/** Answers whose times are kept. */
const KEPT_TIMES = 1000;

/** Starts the worker. */
export function openPlayer(listener: Listener): Player {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  const workerTimes: number[] = [];
  let id = 0;
  let speed = 1;
  let isPlaying = false;
  let isWaiting = false;
  let wanted: { settings: Settings; share: number | null } | null = null;
  let last: number | null = null;
  let due = 0;

  const send = (request: Request) => worker.postMessage(request);

  function openNext(): void {
    if (wanted === null || isWaiting) return;
    const { settings, share } = wanted;
    wanted = null;
    isWaiting = true;
    id++;
    send({ type: 'open', id, settings, share });
  }

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.type !== 'contours') isWaiting = false;
    if (data.id === id) deliver(data);
    openNext();
  };
  worker.onerror = (event) => listener.failed(event.message || 'The worker did not start.');

  function deliver(data: Reply): void {
    switch (data.type) {
      case 'opened':
        speed = data.settings.speed;
        due = 0;
        listener.opened(data.settings, data.frame);
        if (!isPlaying && wanted === null) settle();
        break;
      case 'frame':
        workerTimes.push(data.milliseconds);
        if (workerTimes.length > KEPT_TIMES) workerTimes.shift();
        listener.frame(data.frame);
        break;
      case 'contours':
        listener.contours(data.contours, data.frame);
        break;
      case 'failed':
        listener.failed(data.message);
        break;
    }
  }

  function settle(): void {
    isWaiting = true;
    send({ type: 'settle' });
  }

  return {
    open(settings, share) {
      wanted = { settings, share: share ?? null };
      openNext();
    },
    tick(now) {
      const passed = last === null ? 0 : (now - last) / 1000;
      last = now;
      if (!isPlaying) return;
      due = Math.min(due + passed * speed, MOST_STEPS);
      if (isWaiting || wanted !== null || due < 1) return;
      const steps = Math.floor(due);
      due -= steps;
      isWaiting = true;
      send({ type: 'advance', steps });
    },
    play() {
      isPlaying = true;
      due = 0;
    },
    pause() {
      if (isPlaying && wanted === null) settle();
      isPlaying = false;
    },
    step() {
      isPlaying = false;
      send({ type: 'advance', steps: 1 });
      settle();
    },
    get isPlaying() {
      return isPlaying;
    },
    workerTimes,
  };
}
