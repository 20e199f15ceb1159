import { unknownName } from '@reprise/options';

/** Takes the arguments behind its name; returns the exit status. @throws OptionError for what is wrong with them */
export type Command = (args: readonly string[]) => Promise<number>;

interface CommandInfo {
  readonly description: string;
  /** Loaded only when it is called: each needs other parts. */
  readonly load: () => Promise<Command>;
}

/** The commands, in the order of help. `test` is the launcher's. */
export const commands: Readonly<Record<string, CommandInfo>> = {
  demo: {
    description: 'records Linux, replays it, goes back in it, forks it, reproduces a crash: ten seconds',
    load: async () => (await import('./demo/demo-command.ts')).demoCommand,
  },
  run: {
    description: 'runs Linux or a program; --record records it',
    load: async () => (await import('./run/run-command.ts')).runCommand,
  },
  state: {
    description: 'prints the digest of the state after so many instructions, of a run or a recording',
    load: async () => (await import('./state/state-command.ts')).stateCommand,
  },
  info: {
    description: 'shows what is in a recording, and when it happened',
    load: async () => (await import('./info/info-command.ts')).infoCommand,
  },
  replay: {
    description: 'executes a recording again, and checks that every state is the same',
    load: async () => (await import('./replay/replay-command.ts')).replayCommand,
  },
  fork: {
    description: 'goes on from an instant of a recording, with other input',
    load: async () => (await import('./fork/fork-command.ts')).forkCommand,
  },
  diff: {
    description: 'shows what differs between two states: of recordings, or stored',
    load: async () => (await import('./diff/diff-command.ts')).diffCommand,
  },
  bisect: {
    description: 'finds the first instruction at which a replay differs',
    load: async () => (await import('./bisect/bisect-command.ts')).bisectCommand,
  },
  crash: {
    description: 'shows the crash of a recording, or reproduces it',
    load: async () => (await import('./crash/crash-command.ts')).crashCommand,
  },
  up: {
    description: 'starts the service on this machine: control plane, workers, Redis, a store',
    load: async () => (await import('./up/up-command.ts')).upCommand,
  },
  'control-plane': {
    description: 'starts a control plane alone, configured by its environment',
    load: async () => (await import('./up/part-command.ts')).partCommand('control-plane'),
  },
  worker: {
    description: 'starts a worker alone, configured by its environment',
    load: async () => (await import('./up/part-command.ts')).partCommand('worker'),
  },
  schema: {
    description: 'prints the JSON Schema of jobs and batches',
    load: async () => (await import('./schema/schema-command.ts')).schemaCommand,
  },
  test: {
    description: 'the tests',
    load: async () => (await import('./help/help-command.ts')).testElsewhere,
  },
  help: {
    description: 'this help',
    load: async () => (await import('./help/help-command.ts')).helpCommand,
  },
  version: {
    description: 'the version',
    load: async () => (await import('./help/help-command.ts')).versionCommand,
  },
};

const aliases: Readonly<Record<string, string>> = { '--help': 'help', '-help': 'help', '-h': 'help', '--version': 'version', '-version': 'version' };

/** @throws OptionError `unknown command 'rum', did you mean 'run'?` */
export function commandNamed(name: string): Promise<Command> {
  const key = aliases[name] ?? name;
  const command = Object.hasOwn(commands, key) ? commands[key] : undefined;
  if (!command) throw unknownName('command', name, Object.keys(commands));
  return command.load();
}
