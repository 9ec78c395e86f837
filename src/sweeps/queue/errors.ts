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
