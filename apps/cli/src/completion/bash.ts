import type { CommandWords } from './command-words.ts';

/** For bash, with or without bash-completion. */
export const bash = (commands: readonly CommandWords[]): string => `# reprise completion bash
_reprise() {
  local word=\${COMP_WORDS[COMP_CWORD]} words= runs=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(({ name, options, words, takesRun }) => `    ${name}) words='${[...words, ...options].join(' ')}'${takesRun ? ' runs=yes' : ''} ;;`).join('\n')}
  esac
  case $word in
    r_*) [ -n "$runs" ] && words="$words $(\${COMP_WORDS[0]} ps --all --quiet 2>/dev/null)" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _reprise reprise ./reprise
`;
