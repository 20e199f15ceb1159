import { unknownName } from '@reprise/options';
import type { Command, CommandInfo } from './command.ts';
import { localOrExported, localOrRemote } from './remote/is-remote.ts';
import { serviceCommands } from './service-commands.ts';

/** The commands, in the order of help. `test` is the launcher's. */
export const commands: Readonly<Record<string, CommandInfo>> = {
  demo: {
    description: 'starts the service, and shows what can be done with its runs: a minute',
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
    load: localOrExported(async () => (await import('./info/info-command.ts')).infoCommand),
  },
  replay: {
    description: 'executes a recording again, and checks that every state is the same',
    load: localOrExported(async () => (await import('./replay/replay-command.ts')).replayCommand),
  },
  gdb: {
    description: 'lets gdb look at a recording at any instant, and go forward and back in it',
    load: localOrExported(async () => (await import('./gdb/gdb-command.ts')).gdbCommand),
  },
  fork: {
    description: 'goes on from an instant of a recording, with other input',
    load: localOrRemote(async () => (await import('./fork/fork-command.ts')).forkCommand, async () => (await import('./remote/fork-run-command.ts')).forkRunCommand),
  },
  diff: {
    description: 'shows what differs between two states: of recordings, or stored',
    load: async () => (await import('./diff/diff-command.ts')).diffCommand,
  },
  bisect: {
    description: 'finds the first instruction at which a replay differs',
    load: localOrExported(async () => (await import('./bisect/bisect-command.ts')).bisectCommand),
  },
  crash: {
    description: 'shows the crash of a recording, or reproduces it',
    load: localOrRemote(async () => (await import('./crash/crash-command.ts')).crashCommand, async () => (await import('./crashes/show-remote-crash.ts')).remoteCrashCommand),
  },
  ...serviceCommands,
  test: {
    description: 'the tests',
    load: async () => (await import('./help/help-command.ts')).testElsewhere,
  },
  completion: {
    description: 'prints what has a shell complete commands, options and runs',
    load: async () => (await import('./completion/completion-command.ts')).completionCommand,
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
