import type { CommandWords } from './command-words.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** For zsh: a function of the folder that fpath names. */
export const zsh = (commands: readonly CommandWords[]): string => `#compdef reprise
# reprise completion zsh
_reprise() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
${commands.map(({ name, options, words, takesRun }) => `    ${name}) compadd -- ${[...words, ...options].join(' ')}${takesRun ? '; [[ $PREFIX == r_* ]] && compadd -- ${(f)"$($words[1] ps --all --quiet 2>/dev/null)"}' : ''} ;;`).join('\n')}
  esac
  _files
}
compdef _reprise reprise
`;
