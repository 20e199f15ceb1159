import { OptionError } from '@reprise/options';
import { OutputQueue, setEngineFlags } from '@reprise/vm-host';
import { flag } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { runConfiguration } from '../run/run-configuration.ts';
import { configurationOptions } from '../run/run-options.ts';
import { sampledRun, type SampledRun } from './sampled-run.ts';

const USAGE = 'Usage: reprise demo\n\nBoots Linux, runs a command in it, runs it again, and compares the states of both.\n';

/** Random numbers too follow from the configuration. */
const COMMAND = `echo
uname -a
echo "harts: $(nproc), memory: $(free -m | awk '/Mem/ { print $2 }') MiB, date: $(date -u '+%F %T')"
echo "random bytes: $(head -c 16 /dev/urandom | od -An -tx1)"`;

const EVERY = 20_000_000;
/** Odd ones, so that the runs are never looked at in the same places. */
const FIRST_SLICE = 3_000_017;
const SECOND_SLICE = 777_777;

/** `reprise demo`: exit status 0 if all states were the same. */
export async function demoCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments({ help: flag({ description: 'this help', aliases: ['h'] }) }, args);
  if (values.help) return print(USAGE);
  if (operands[0] !== undefined) throw new OptionError(`unexpected argument '${operands[0]}': the demo takes none`);
  const options = parseArguments(configurationOptions, ['--cmd', COMMAND, '--append', 'console=ttyS0']);
  const configuration = { ...runConfiguration(options.values, []), quietFirmware: true };
  setEngineFlags();

  print('Reprise boots Linux on an emulated 64-bit RISC-V machine, and runs a command in it. This is its console:\n\n');
  const first = await sampledRun(configuration, { every: EVERY, slice: FIRST_SLICE, output: new OutputQueue(process.stdout) });
  if (first.end.reason !== 'shutdown') throw new Error(`the first run ended by ${first.end.reason}`, { cause: first.end });
  print(`\n${number(instructionsOf(first))} instructions in ${seconds(first)}. Now the same again, out of sight and in other slices:\n\n`);

  const second = await sampledRun(configuration, { every: EVERY, slice: SECOND_SLICE, output: null });
  const length = Math.max(first.samples.length, second.samples.length);
  const rows = Array.from({ length }, (_, index) => compare(first.samples[index], second.samples[index]));
  print(`  instructions   state of the whole machine\n${rows.map(({ text }) => text).join('')}\n`);
  if (!rows.every(({ isSame }) => isSame)) return fail();
  print(`${number(instructionsOf(second))} instructions in ${seconds(second)}: every state was the same, to the last bit.\n\n${NEXT}`);
  return 0;
}

const NEXT = `Next:
  ./reprise run                            a shell in that Linux; exit leaves it
  ./reprise run --smp 4 --cmd 'nproc'      a command on four harts
  ./reprise state --cmd 'nproc' --at 1000000,50000000
  ./reprise run --help
`;

function fail(): number {
  print('The states differ, which is a defect of the emulator.\n');
  return 1;
}

interface Row {
  readonly isSame: boolean;
  readonly text: string;
}

type Sample = SampledRun['samples'][number];

function compare(a: Sample | undefined, b: Sample | undefined): Row {
  const isSame = a !== undefined && a.instructions === b?.instructions && a.digest === b.digest;
  const shown = (sample: Sample | undefined): string => sample?.digest.slice(0, 39) ?? 'it had ended';
  return { isSame, text: `  ${number(a?.instructions ?? b?.instructions ?? 0).padStart(12)}   ${shown(a)}..  ${isSame ? 'the same' : `NOT ${shown(b)}..`}\n` };
}

const instructionsOf = ({ samples }: SampledRun): number => samples.at(-1)?.instructions ?? 0;
const number = (value: number): string => value.toLocaleString('en-US');
const seconds = ({ wallMs }: SampledRun): string => `${(wallMs / 1000).toFixed(1)} s`;

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
