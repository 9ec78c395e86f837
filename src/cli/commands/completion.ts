import { defineCommand } from '../command.ts';
import { print } from '../output.ts';

/** `hessian-lab completion <shell>`: prints the script that makes a shell complete command lines. */
export const completion = defineCommand({
  usage: 'completion <shell>',
  describe: 'Print a completion script for bash or zsh',
  positionals: {
    shell: { choices: ['bash', 'zsh'] as const, demandOption: true, describe: 'The shell it is for' },
  },
  options: {},
  examples: [
    ['completion bash >> ~/.bashrc', 'completes commands, options, config keys, claims and files'],
    ['completion zsh > ~/.zfunc/_hessian-lab', 'the same for zsh, in a folder of $fpath'],
  ],
  async run({ shell }) {
    const { completionScripts } = await import('../completion/scripts.ts');
    print(completionScripts[shell]);
    return 0;
  },
});
