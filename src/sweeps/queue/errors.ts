/** The queue is not as it has to be: address, password, version or packages (exit code 2). */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** Nothing answers at the address of the queue (exit code 5): what was to be sent there cannot be. */
export class QueueUnreachableError extends Error {
  override readonly name = 'QueueUnreachableError';
}
