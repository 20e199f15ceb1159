/** A command of the demo, as it is typed and as it is executed. */
export interface DemoCommand {
  /** Behind `./reprise`. */
  readonly args: readonly string[];
  /** A line that it is given as input. */
  readonly input?: string;
  /** The exit status that it has to have. */
  readonly status: number;
  /** Lines of what it prints that are shown: so many at the start, and at the end. */
  readonly first: number;
  readonly last: number;
}

export interface DemoStep {
  readonly title: string;
  /** What is to be seen in it. */
  readonly says: string;
  readonly commands: readonly DemoCommand[];
}

const KEYFRAMES = ['--keyframe-every', '20000000'];
/** Before Linux looks at its console: what was typed is not taken yet. */
const BEFORE_INPUT = '60000000';
const GUEST_COMMAND = 'uname -a; echo "Your name?"; read name; echo "Hello, $name."';

/** In this order, in one folder: the later ones look at what the earlier ones recorded. */
export const demoSteps: readonly DemoStep[] = [
  {
    title: 'Record',
    says: 'Linux boots and runs a command. What comes in from outside, here a line of input, goes into a log with its instant.',
    commands: [
      { args: ['run', '--record', 'rec', ...KEYFRAMES, '--append', 'console=ttyS0', '--console-input', '-', '--cmd', GUEST_COMMAND], input: 'Ada', status: 0, first: 10, last: 7 },
    ],
  },
  {
    title: 'Replay',
    says: 'All of it is executed again, and every state is that recorded: these are digests of the whole machine, to the last bit.',
    commands: [{ args: ['replay', 'rec', '--digests'], status: 0, first: 9, last: 1 }],
  },
  {
    title: 'Go back in time',
    says: 'Any instant is reached from the keyframe before it, here that of instruction 40,000,000, and not from the start.',
    commands: [
      { args: ['state', 'rec', '--at', '47000000'], status: 0, first: 1, last: 0 },
      { args: ['diff', 'rec@47000000', 'rec@47000010'], status: 1, first: 15, last: 0 },
    ],
  },
  {
    title: 'What if',
    says: 'A fork goes on from an instant with other input; whatever differs in the end comes of that alone.',
    commands: [
      { args: ['fork', 'rec', '--at', BEFORE_INPUT, '--record', 'fork', '--console-input', '-'], input: 'Bob', status: 0, first: 0, last: 4 },
      { args: ['diff', 'rec', 'fork'], status: 1, first: 12, last: 0 },
    ],
  },
  {
    title: 'Crash',
    says: 'The kernel panics. The crash has an exact instruction and a backtrace, and is executed again to the same state.',
    commands: [
      { args: ['run', '--record', 'crash', ...KEYFRAMES, '--cmd', 'echo c > /proc/sysrq-trigger'], status: 1, first: 4, last: 0 },
      { args: ['crash', 'show', 'crash'], status: 0, first: 20, last: 0 },
      { args: ['crash', 'repro', 'crash'], status: 0, first: 2, last: 0 },
    ],
  },
];

const PLAIN = /^[\w@%+=:,./-]+$/;
const word = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** The command as it is typed into a shell. */
export const shellText = ({ args, input }: Pick<DemoCommand, 'args' | 'input'>): string =>
  `${input === undefined ? '' : `echo ${word(input)} | `}./reprise ${args.map(word).join(' ')}`;
