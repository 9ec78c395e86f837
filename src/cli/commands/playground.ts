import { defineCommand } from '../command.ts';

/** `hessian-lab playground`: the page that makes conditioning felt. */
export const playground = defineCommand({
  usage: 'playground',
  describe: 'Serve the conditioning playground: gradient descent, contours and λmax against 2/η, live',
  positionals: {},
  options: {
    port: {
      type: 'string',
      requiresArg: true,
      describe: 'Port on 127.0.0.1, 0 for any free one; default: 8484, or a free one where that is taken',
    },
    export: {
      type: 'string',
      requiresArg: true,
      describe: 'Write the static files to this new folder, for any web server, and end',
    },
    quiet: { type: 'boolean', default: false, describe: 'Print the address and errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document: the address, or the files' },
  },
  examples: [
    ['playground', 'then open the address that it prints'],
    ['playground --export public', 'files for a static host'],
  ],
  run: async (args) => (await import('../playground/playground.ts')).openPlayground(args),
});
