/** A `monitor` command: its help, and what it prints. */
export interface MonitorCommand {
  readonly help: string;
  readonly run: (argument: string) => string | Promise<string>;
}

/** Commands by name. One that begins like another is the longer. */
export type MonitorCommands = Readonly<Record<string, MonitorCommand>>;

/** Carries out the command with the longest name that fits; undefined when there is none. */
export function runMonitor(commands: MonitorCommands, text: string): string | Promise<string> | undefined {
  if (text === 'help') return help(commands);
  const names = Object.keys(commands).toSorted((a, b) => b.length - a.length);
  const name = names.find((each) => text === each || text.startsWith(`${each} `));
  return name === undefined ? undefined : commands[name]?.run(text.slice(name.length).trim());
}

const help = (commands: MonitorCommands): string =>
  Object.entries({ help: { help: 'this help' }, ...commands })
    .map(([name, { help }]) => `${name.padEnd(16)} ${help}\n`)
    .join('');
