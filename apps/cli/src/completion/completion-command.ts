import { unknownName } from '@reprise/options';
import { commands } from '../commands.ts';
import { defineCommand } from '../options/define-command.ts';
import { bash } from './bash.ts';
import { commandWords, type CommandWords } from './command-words.ts';
import { fish } from './fish.ts';
import { zsh } from './zsh.ts';

const shells: Readonly<Record<string, (words: readonly CommandWords[]) => string>> = { bash, zsh, fish };

/** `reprise completion` */
export const completionCommand = defineCommand({
  name: 'completion',
  operands: ['bash|zsh|fish'],
  about: `Prints what has a shell complete reprise: commands, options, and the ids of runs. To have it from now on:
  bash   reprise completion bash > ~/.local/share/bash-completion/completions/reprise
  zsh    reprise completion zsh > a folder of $fpath/_reprise
  fish   reprise completion fish > ~/.config/fish/completions/reprise.fish`,
  options: {},
  run: async (_, [shell = '']) => {
    const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (!script) throw unknownName('shell', shell, Object.keys(shells));
    process.stdout.write(script(await commandWords(commands)));
    return 0;
  },
});
