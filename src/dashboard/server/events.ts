import type { ServerResponse } from 'node:http';
import type { Catalogue, CatalogueChange } from '../catalogue/catalogue.ts';

/** Between two signs of life on a connection that has nothing to tell. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A page that takes so many bytes in no longer is told nothing more until it has. */
const MOST_WAITING = 8 << 20;

/**
 * Tells a page of every change, as server-sent events (HTML standard, section 9.2): first all there is, as the event
 * `all`, then `change` for each change. A page that does not keep up is told all anew when it does.
 */
export function streamEvents(response: ServerResponse, catalogue: Catalogue): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  let isBehind = false;
  const send = (event: string, change: CatalogueChange) => {
    const document = { ...change, root: catalogue.root, isLookedThrough: catalogue.isLookedThrough };
    response.write(`event: ${event}\ndata: ${JSON.stringify(document)}\n\n`);
  };
  send('all', catalogue.all);
  const silence = catalogue.listen((change) => {
    if (isBehind || response.writableLength > MOST_WAITING) isBehind = true;
    else send('change', change);
  });
  response.on('drain', () => {
    if (!isBehind) return;
    isBehind = false;
    send('all', catalogue.all);
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MILLISECONDS);
  response.on('close', () => {
    silence();
    clearInterval(heartbeat);
  });
}
