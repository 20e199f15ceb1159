import type { DeviceTrace } from '@reprise/qdev';
import { hex } from '@reprise/bits';
import { Decoder, disassemble } from '@reprise/isa';
import { instructionExtensions, instructionTables, type Hart } from '@reprise/riscv';
import type { TraceKind } from './option-values.ts';

/** Where trace lines go, and what they begin with. */
export interface TraceLines {
  /** Instructions finished so far. */
  icount(): number;
  write(line: string): void;
}

/** Device accesses with their registers' names, and interrupt lines: `1234 mmio write1 /machine/soc/uart0 THR = 0x41`. */
export function deviceTrace(kinds: ReadonlySet<TraceKind>, lines: TraceLines): DeviceTrace {
  const say = (text: string): void => lines.write(`${lines.icount()} ${text}\n`);
  return {
    ...(kinds.has('mmio') && {
      mmio: ({ path, region, offset, size, isWrite, value, register }) =>
        say(`mmio ${isWrite ? 'write' : 'read'}${size} ${path} ${register ?? `${region}+${hex(offset)}`} = ${hex(value)}`),
      guestError: ({ path, message }) => say(`guest-error ${path} ${message}`),
    }),
    ...(kinds.has('irq') && {
      irq: ({ path, output, index, level }) => say(`irq ${path} ${output}[${index}] = ${Number(level)}`),
    }),
  };
}

/** One line for an instruction: `1234 hart0 0000000080000000: 00000297 auipc t0, 0x0`. */
export function instructionTrace(lines: TraceLines): (hart: Hart, bits: number) => void {
  let decoder: Decoder | undefined;
  return (hart, bits) => {
    decoder ??= decoderOf(hart);
    const { pc } = hart;
    const shown = (bits >>> 0).toString(16).padStart((bits & 3) === 3 ? 8 : 4, '0');
    const decoded = bits === 0 ? undefined : decoder.decode(bits);
    const text = bits === 0 ? '(no instruction)' : decoded ? disassemble(decoded, pc) : '(illegal)';
    lines.write(`${lines.icount()} hart${hart.index} ${pc.toString(16).padStart(16, '0')}: ${shown} ${text}\n`);
  };
}

function decoderOf(hart: Hart): Decoder {
  const { instructions, compressed } = instructionTables(instructionExtensions(hart.configuration.extensions));
  return new Decoder(instructions, compressed);
}
