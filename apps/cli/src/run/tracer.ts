import { hex } from '@reprise/bits';
import type { SymbolTable } from '@reprise/crash';
import { Decoder, disassemble } from '@reprise/isa';
import type { DeviceTrace } from '@reprise/qdev';
import { instructionExtensions, instructionTables, type Hart } from '@reprise/riscv';
import type { InstructionObserver } from '@reprise/vm';
import { createOutputStream, OutputQueue, type RunPorts } from '@reprise/vm-host';
import { compilationTrace } from './compilation-trace.ts';
import type { TraceOption } from './option-values.ts';

/** Opens a tracer that writes to a file, or to stderr. @throws FileError */
export const openTracer = (wanted: readonly TraceOption[], file: string | undefined): Tracer =>
  new Tracer(wanted, new OutputQueue(file === undefined ? process.stderr : createOutputStream(`'${file}'`, file)));

/** Writes a line, which begins with the number of instructions finished before, for each thing that it is asked to show. */
export class Tracer {
  readonly output: OutputQueue;
  readonly ports: Pick<RunPorts, 'trace' | 'onInstruction' | 'jit'>;
  /** Are names of code of any use? */
  readonly wantsSymbols: boolean;
  /** The run, once there is one: devices can be seen before it. */
  #source: { readonly icount: number } | undefined;
  #symbols: SymbolTable | undefined;

  constructor(wanted: readonly TraceOption[], output: OutputQueue) {
    this.output = output;
    const kinds = new Set(wanted.map(({ kind }) => kind));
    this.wantsSymbols = kinds.has('jit');
    const say = (text: string): void => output.writeText(`${this.#source?.icount ?? 0} ${text}\n`);
    this.ports = {
      trace: deviceTrace(kinds, say),
      ...(kinds.has('exec') && { onInstruction: instructionTrace(say) }),
      ...(kinds.has('jit') && { jit: { observer: compilationTrace(wanted, (address) => this.#symbols?.lookup(address), say) } }),
    };
  }

  /** From now on lines tell of this run. */
  follow(source: { readonly icount: number }, symbols: SymbolTable | undefined): void {
    this.#source = source;
    this.#symbols = symbols;
  }
}

/** Writes a line. */
type Say = (text: string) => void;

/** `mmio write1 /machine/soc/uart0 THR = 0x41`, `irq /machine/soc/uart0 irq[0] = 1` */
function deviceTrace(kinds: ReadonlySet<TraceOption['kind']>, say: Say): DeviceTrace {
  return {
    ...(kinds.has('mmio') && {
      mmio: ({ path, region, offset, size, isWrite, value, register }) =>
        say(`mmio ${isWrite ? 'write' : 'read'}${size} ${path} ${register ?? `${region}+${hex(offset)}`} = ${hex(value)}`),
      guestError: ({ path, message }) => say(`guest-error ${path} ${message}`),
    }),
    ...(kinds.has('irq') && { irq: ({ path, output, index, level }) => say(`irq ${path} ${output}[${index}] = ${Number(level)}`) }),
  };
}

/** `hart0 0000000080000000: 00000297 auipc t0, 0x0` */
function instructionTrace(say: Say): InstructionObserver {
  let decoder: Decoder | undefined;
  return (hart, bits) => {
    decoder ??= decoderOf(hart);
    const { pc } = hart;
    const digits = (bits >>> 0).toString(16).padStart((bits & 3) === 3 ? 8 : 4, '0');
    const decoded = bits === 0 ? undefined : decoder.decode(bits);
    const text = bits === 0 ? '(no instruction)' : decoded ? disassemble(decoded, pc) : '(illegal)';
    say(`hart${hart.index} ${pc.toString(16).padStart(16, '0')}: ${digits} ${text}`);
  };
}

function decoderOf(hart: Hart): Decoder {
  const { instructions, compressed } = instructionTables(instructionExtensions(hart.configuration.extensions));
  return new Decoder(instructions, compressed);
}
