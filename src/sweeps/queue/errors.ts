import { plainText } from '../../processes/plain-text.ts';

/** The queue is not as it has to be: address, password, version or packages (exit code 2). */
export class QueueError extends Error {
  override readonly name = 'QueueError';

  /** @param message may quote a server */
  constructor(message: string) {
    super(plainText(message));
  }
}

/** Nothing answers at the address of the queue (exit code 5): what was to be sent there cannot be. */
export class QueueUnreachableError extends Error {
  override readonly name = 'QueueUnreachableError';

  /** @param message as of a QueueError */
  constructor(message: string) {
    super(plainText(message));
  }
}

/** The server refuses a command or key to this user; `said` is what it says, without the password. */
export function notAllowed(label: string, said: string): QueueError {
  return new QueueError(
    `${label} does not allow this user what a queue needs: ${said.replace(/\.$/, '')}. It needs every command on the keys hessian-lab:*, as after ACL SETUSER name ~hessian-lab:* +@all.`,
  );
}

/** The keys of the queue hold something else than a queue, which no waiting mends; `said` as for `notAllowed`. */
export function foreignKeys(label: string, said: string): QueueError {
  return new QueueError(
    `${label} holds something else under the keys of the queue: ${said.replace(/( script: .*|\.)$/, '')}. Delete the keys hessian-lab:* there, or name another database, as redis://host:6379/1; the same command then sends again what is missing.`,
  );
}
