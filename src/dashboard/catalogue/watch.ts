import { type FSWatcher, watch } from 'node:fs';
import type { Catalogue } from './catalogue.ts';

/** The system's watches are a shared and limited good; runs beyond this are seen by the slow look only. */
const MOST_WATCHES = 2000;
/** Events come in showers: a row is one each for a few files. */
const SHOWER_MILLISECONDS = 30;
/** The slow look, for network file systems and whatever else tells no events. */
const SLOW_LOOK_MILLISECONDS = 2000;
/** Looking takes at most this share of one processor. */
const MOST_SHARE = 0.1;

/**
 * Keeps a catalogue up to date: by the events of the file system at once, and by a slow look that needs none. Never
 * throws; what cannot be watched is looked at.
 *
 * @returns ends it
 */
export function watchCatalogue(catalogue: Catalogue): () => void {
  const watchers = new Map<string, FSWatcher>();
  const touched = new Set<string>();
  let isStructural = false;
  let isBusy = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;
  let slow: NodeJS.Timeout | null = null;

  const look = async () => {
    timer = null;
    if (isBusy || isClosed) return;
    isBusy = true;
    const wasStructural = isStructural;
    const paths = [...touched].filter((path) => catalogue.isRun(path));
    touched.clear();
    isStructural = false;
    const begun = performance.now();
    try {
      if (wasStructural) {
        await catalogue.look();
        watchFolders();
      } else await catalogue.lookAt(paths);
    } finally {
      isBusy = false;
    }
    if (isClosed) return;
    if (wasStructural) lookSlowly(performance.now() - begun);
    if (touched.size > 0 || isStructural) soon();
  };
  const soon = () => {
    timer ??= setTimeout(look, SHOWER_MILLISECONDS);
  };
  const lookSlowly = (took: number) => {
    if (slow) clearTimeout(slow);
    slow = setTimeout(
      () => {
        isStructural = true;
        soon();
      },
      Math.max(SLOW_LOOK_MILLISECONDS, took / MOST_SHARE),
    );
  };
  const watchFolders = () => {
    const here = new Set(catalogue.folders);
    for (const [folder, watcher] of watchers) {
      if (here.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of here) {
      if (watchers.size >= MOST_WATCHES) return;
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, () => {
          if (catalogue.isRun(folder)) touched.add(folder);
          else isStructural = true;
          soon();
        });
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch {
        // ENOSPC: no watch is left. The slow look sees it all.
        return;
      }
    }
  };

  isStructural = true;
  void look();
  return () => {
    isClosed = true;
    if (timer) clearTimeout(timer);
    if (slow) clearTimeout(slow);
    for (const watcher of watchers.values()) watcher.close();
  };
}
