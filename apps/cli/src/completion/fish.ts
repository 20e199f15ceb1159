import type { CommandWords } from './command-words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** For fish. */
export const fish = (commands: readonly CommandWords[]): string => `# reprise completion fish
${commands.map(({ name, description }) => `complete -c reprise -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`).join('\n')}
${commands.flatMap(({ name, options, words, takesRun }) => {
    const on = `complete -c reprise -n '__fish_seen_subcommand_from ${name}'`;
    return [
      ...words.map((word) => `${on} -a ${word}`),
      ...options.map((option) => (option.startsWith('--') ? `${on} -l ${option.slice(2)}` : `${on} -s ${option.slice(1)}`)),
      ...(takesRun ? [`${on} -a '(reprise ps --all --quiet 2>/dev/null)'`] : []),
    ];
  }).join('\n')}
`;
