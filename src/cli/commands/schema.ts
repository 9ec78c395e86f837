import { defineCommand } from '../command.ts';
import { printJson } from '../output.ts';

/** `hessian-lab schema`: prints the JSON schema of a config. */
export const schema = defineCommand({
  usage: 'schema',
  describe: 'Print the JSON schema of a config, for editors that complete and check YAML',
  positionals: {},
  options: {
    json: { type: 'boolean', default: false, describe: 'The same: the schema is a JSON document already' },
  },
  examples: [['schema > hessian-lab.schema.json', 'what the first line of a config refers to']],
  async run() {
    const { jsonSchema } = await import('../../config/json-schema.ts');
    printJson(jsonSchema());
    return 0;
  },
});
