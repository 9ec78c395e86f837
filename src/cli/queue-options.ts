/** The options that name a queue, of the commands that use one. */
export const queueOptions = {
  queue: {
    type: 'string',
    describe:
      'Redis of the queue: redis://[user:password@]host[:port][/database], rediss:// for TLS; without a value it is read from HESSIAN_LAB_QUEUE, where a password does not show in the list of processes',
  },
  'queue-ca': {
    type: 'string',
    requiresArg: true,
    describe: 'PEM file of the certificates to trust with rediss://; default: those of Node',
  },
} as const;
