import { OptionError } from '@reprise/options';
import { DEFAULT_TIER } from '@reprise/vm';
import type { Boot, RunConfiguration } from '@reprise/vm-host';
import { projectFile } from '../project-file.ts';
import type { ConfigurationValues } from './run-options.ts';

const DEFAULT_MEMORY = 256 * 2 ** 20;
/** 2026-01-01T00:00:00Z */
const DEFAULT_RTC = 1_767_225_600;

/** The bundled Linux's command line. With a command, there is nothing on the console but what that prints. */
const VERBOSE = 'console=ttyS0';
const QUIET = `${VERBOSE} quiet loglevel=3`;

/** What the options and operands of a run come to. @throws OptionError */
export function runConfiguration(values: ConfigurationValues, operands: readonly string[]): RunConfiguration {
  const boot = bootOf(values, operands);
  const { M = { name: 'virt', properties: {} }, cpu = 'rv64', m = DEFAULT_MEMORY, smp = 1, dtb, seed = 0n, rtc = DEFAULT_RTC, icount = 0, engine = DEFAULT_TIER } = values;
  const isQuiet = boot.kind === 'linux' && boot.command !== undefined && values.append === undefined;
  const append = values.append ?? (boot.kind === 'linux' ? (isQuiet ? QUIET : VERBOSE) : undefined);
  return {
    machine: M.name,
    machineProperties: M.properties,
    cpu,
    memory: m,
    smp,
    boot,
    guests: projectFile('guests'),
    ...(append !== undefined && { append }),
    quietFirmware: isQuiet,
    ...(dtb !== undefined && { dtb }),
    drives: values.drive,
    devices: values.device,
    globals: values.global,
    seed,
    rtcStart: rtc,
    icountShift: icount,
    engine,
    stopAtReset: boot.kind === 'linux' || values['no-reboot'],
  };
}

function bootOf({ kernel, initrd, bios: given, cmd }: ConfigurationValues, [file, ...further]: readonly string[]): Boot {
  const bios = given === undefined || given === 'default' ? {} : { bios: given };
  const [unexpected] = further;
  if (unexpected !== undefined) throw new OptionError(`unexpected argument '${unexpected}': there is a program already, '${file}'`);
  if (file !== undefined && kernel !== undefined) throw new OptionError(`'--kernel' and a program, '${file}', do not go together`);
  if (cmd !== undefined && (kernel !== undefined || file !== undefined)) throw new OptionError("'--cmd' is for the bundled Linux: it does not go with a kernel or program of one's own");
  if (initrd !== undefined && kernel === undefined) throw new OptionError("'--initrd' needs '--kernel': the bundled Linux has its own");
  if (file !== undefined) return { kind: 'program', file, ...bios };
  if (kernel !== undefined) return { kind: 'kernel', kernel, ...(initrd !== undefined && { initrd }), ...bios };
  return { kind: 'linux', ...(cmd !== undefined && { command: cmd }), ...bios };
}
