import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MILLISECONDS = 20_000;

/** What is changed about a server. */
export interface RedisSettings {
  /** `always`: whatever it has confirmed is on the disk; `none` (default): a killed one comes back empty. */
  readonly persistence?: 'always' | 'none';
  readonly password?: string;
  /** Whether it speaks TLS only, with a certificate of its own for localhost. */
  readonly tls?: boolean;
  /** Further lines of redis.conf, as `--name value`. */
  readonly options?: readonly string[];
}

/** A real Redis on a port of its own, on loopback alone, with its files in a temporary folder. */
export interface RedisServer {
  readonly port: number;
  /** With the password, if any. */
  readonly url: string;
  /** The certificate to trust, a PEM file; null without TLS. */
  readonly ca: string | null;
  /** Kills it with SIGKILL, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what its disk holds. */
  restart(): Promise<void>;
  /** Kills it and removes its folder. */
  dispose(): Promise<void>;
}

/**
 * Starts `redis-server`, which has to be installed (Debian and Ubuntu: `apt-get install redis-server`).
 *
 * @throws Error where it is not there, or does not answer
 */
export async function startRedis(settings: RedisSettings = {}): Promise<RedisServer> {
  const { persistence = 'none', password, tls = false, options = [] } = settings;
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-redis-'));
  const port = await freePort();
  const ca = tls ? makeCertificate(folder) : null;
  const listen =
    ca === null
      ? ['--port', String(port)]
      : [
          ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
          ...['--tls-cert-file', ca, '--tls-key-file', join(folder, 'key.pem'), '--tls-ca-cert-file', ca],
        ];
  const words = [
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--daemonize', 'no'],
    ...['--appendonly', persistence === 'always' ? 'yes' : 'no', '--appendfsync', 'always'],
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...listen,
    ...options,
  ];
  let server: ChildProcess;
  const start = async () => {
    server = spawn('redis-server', words, { stdio: 'ignore' });
    let failure: Error | null = null;
    server.on('error', (error) => {
      failure = error;
    });
    for (const begun = performance.now(); !(await accepts(port)); await pause(20)) {
      if (failure) throw cannotStart(failure);
      if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
      if (performance.now() - begun > PATIENCE_MILLISECONDS) throw new Error('redis-server does not answer');
    }
  };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  // A test that is stopped in the middle leaves no server behind.
  const onExit = () => server.kill('SIGKILL');
  process.on('exit', onExit);
  const dispose = async () => {
    await kill();
    process.off('exit', onExit);
    rmSync(folder, { recursive: true, force: true });
  };
  await start().catch(async (error) => {
    await dispose();
    throw error;
  });
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const url = `${tls ? 'rediss' : 'redis'}://${credentials}${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  return { port, url, ca, kill, restart: start, dispose };
}

function cannotStart({ code, message }: NodeJS.ErrnoException): Error {
  const isMissing = code === 'ENOENT';
  return new Error(
    isMissing
      ? 'redis-server is not installed: apt-get install redis-server (Debian, Ubuntu) or brew install redis.'
      : `redis-server cannot be started: ${message}`,
  );
}

/** A port of loopback that nobody listens on right now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve((address as { port: number }).port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on('connect', () => answer(true)).on('error', () => answer(false));
  });
}

function makeCertificate(folder: string): string {
  const certificate = join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', join(folder, 'key.pem'), '-out', certificate, ...subject],
    ],
    { stdio: 'ignore' },
  );
  if (!existsSync(certificate)) throw new Error('openssl made no certificate');
  return certificate;
}
