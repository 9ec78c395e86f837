import { connect, createServer, type Socket } from 'node:net';

/** A TCP connection to another port that can be spoilt. */
export interface Proxy {
  readonly port: number;
  /**
   * From now on nothing passes in either direction, on connections that are open and on new ones, and nobody is told: as
   * when a router forgets a connection, or a cable is pulled out.
   */
  swallow(): void;
  /** Ends every connection with a reset, and lets new ones through. */
  cut(): void;
  /** New connections pass again; those that were swallowed stay dead. */
  heal(): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback and passes everything on to `target`, another port of it. */
export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let passes = true;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      // What is lost once stays lost: later bytes of the same connection would be no protocol any more.
      let isWhole = true;
      from.on('data', (bytes) => {
        isWhole &&= passes;
        if (isWhole && !to.destroyed) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (isWhole) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    swallow: () => {
      passes = false;
    },
    cut,
    heal: () => {
      passes = true;
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
