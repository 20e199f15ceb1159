/**
 * 16550A UART. "§" cites National Semiconductor PC16550D (TI SNLS378), section 8.
 *
 * Simplified: sending takes no time, so THR and the transmitter are always empty; a character below the trigger level times
 * out at once (§8.11); there are no parity, framing and break errors, and the divisor changes nothing. Of a wider access the
 * first byte counts, as on QEMU's serial-mm.
 *
 * Input waits in the back end until the guest listens, so that what was piped in before it does is not lost to its first
 * FIFO reset or to a driver that only tries the bits of IER out.
 */
import { defineDevice, type DeviceContext, type NarrowRow } from '@reprise/qdev';
import { fifo, flag, type StateOf, u8 } from '@reprise/vmstate';

const IER = { RDA: 0x01, THRE: 0x02, RLS: 0x04, MS: 0x08 } as const;
const IIR = { MS: 0x0, NONE: 0x1, THRE: 0x2, RDA: 0x4, RLS: 0x6, TIMEOUT: 0xc, FIFO: 0xc0 } as const;
const FCR = { ENABLE: 0x01, CLEAR_RECEIVER: 0x02, TRIGGER: 0xc0 } as const;
const LCR = { DLAB: 0x80 } as const;
const MCR = { DTR: 0x01, RTS: 0x02, OUT1: 0x04, OUT2: 0x08, LOOP: 0x10, ALL: 0x1f } as const;
const LSR = { DATA_READY: 0x01, OVERRUN: 0x02, THR_EMPTY: 0x20, TRANSMITTER_EMPTY: 0x40 } as const;
const MSR = { DELTA: 0x0f, TRAILING_RI: 0x04, CTS: 0x10, DSR: 0x20, RI: 0x40, DCD: 0x80 } as const;

const FIFO_SIZE = 16;
/** Bytes in the FIFO that raise the interrupt, by FCR bits 7..6 (§8.5). */
const TRIGGERS = [1, 4, 8, 14] as const;
/** From enabling IER.RDA on it takes this long, in ns, until a character comes in: more than a driver needs to try the bit out. */
const LISTENING_AFTER = 20_000;
/** Reads of LSR in a row that show a guest waiting for input: more than a driver needs between two characters, or to start up. */
const POLLING = 8;

const state = {
  ier: u8(), fcr: u8(), lcr: u8(), mcr: u8(), scr: u8(), dll: u8(0x0c), dlm: u8(),
  msrDelta: u8(),
  thri: flag(),
  overrun: flag(),
  rx: fifo(FIFO_SIZE),
  /** Has IER.RDA been set for long enough? */
  listening: flag(),
  /** Reads of LSR since the last access to another register, up to POLLING. */
  polls: u8(),
};
type Uart = StateOf<typeof state>;
type Row = NarrowRow<Uart, DeviceContext<{}>, {}>;

const divisorLatched = (s: Uart): boolean => (s.lcr & LCR.DLAB) !== 0;
const hasFifo = (s: Uart): boolean => (s.fcr & FCR.ENABLE) !== 0;
const isLoopedBack = (s: Uart): boolean => (s.mcr & MCR.LOOP) !== 0;
const room = (s: Uart): number => (hasFifo(s) ? s.rx.free : Math.max(0, 1 - s.rx.length));
const trigger = (s: Uart): number => (hasFifo(s) ? (TRIGGERS[(s.fcr & FCR.TRIGGER) >> 6] ?? 1) : 1);

/** The modem's lines: a partner who is always ready, or, looped back, the outputs of MCR (§8.8). */
function modemLines({ mcr }: { readonly mcr: number }): number {
  if ((mcr & MCR.LOOP) === 0) return MSR.DCD | MSR.DSR | MSR.CTS;
  return (mcr & MCR.RTS ? MSR.CTS : 0) | (mcr & MCR.DTR ? MSR.DSR : 0) | (mcr & MCR.OUT1 ? MSR.RI : 0) | (mcr & MCR.OUT2 ? MSR.DCD : 0);
}

/** The interrupt that IIR shows: the one of highest priority (§8.6). */
function pending(s: Uart): number {
  if (s.ier & IER.RLS && s.overrun) return IIR.RLS;
  if (s.ier & IER.RDA && s.rx.length >= trigger(s)) return IIR.RDA;
  if (s.ier & IER.RDA && s.rx.length > 0) return IIR.TIMEOUT;
  if (s.ier & IER.THRE && s.thri) return IIR.THRE;
  return s.ier & IER.MS && s.msrDelta ? IIR.MS : IIR.NONE;
}

/** A byte comes in. Without room it is lost in FIFO mode, and takes the place of the one before otherwise (§8.4, OE). */
function take(s: Uart, byte: number): void {
  if (room(s) === 0) {
    s.overrun = true;
    if (hasFifo(s)) return;
    s.rx.clear();
  }
  s.rx.push(byte);
}

function writeThr(s: Uart, byte: number, dev: DeviceContext<{}>): void {
  if (isLoopedBack(s)) take(s, byte);
  else dev.chardev.write(byte);
  s.thri = true;
}

/** Enabling THRE while THR is empty raises the interrupt, even if IIR had been read before (§8.6; drivers rely on it). */
function writeIer(s: Uart, value: number, dev: DeviceContext<{}>): void {
  const changed = s.ier ^ value;
  s.ier = value & 0x0f;
  if (changed & IER.THRE) s.thri = (value & IER.THRE) !== 0;
  if ((changed & IER.RDA) === 0) return;
  s.listening = false;
  if (value & IER.RDA) dev.timer('listen').set(dev.now() + LISTENING_AFTER);
  else dev.timer('listen').cancel();
}

/** Turning the FIFOs on or off empties them; without ENABLE the other bits are not programmed (§8.5). */
function writeFcr(s: Uart, value: number): void {
  const next = value & FCR.ENABLE ? value & (FCR.ENABLE | FCR.TRIGGER) : 0;
  if ((value & FCR.CLEAR_RECEIVER && next) || (s.fcr ^ next) & FCR.ENABLE) s.rx.clear();
  s.fcr = next;
}

/** The delta bits note which lines of the modem changed; of RI, only its end (§8.9). */
function writeMcr(s: Uart, value: number): void {
  const mcr = value & MCR.ALL;
  const before = modemLines(s);
  const changed = before ^ modemLines({ mcr });
  const counted = changed & ~(changed & MSR.RI & ~before);
  s.msrDelta |= counted >> 4;
  s.mcr = mcr;
}

/** A register that has nothing to it but its bits. */
const latch = (field: 'lcr' | 'scr' | 'dll' | 'dlm'): Pick<Row, 'read' | 'write'> => ({
  read: (s) => s[field],
  write: (s, value) => { s[field] = value; },
});

/** A register other than LSR: a guest that comes here is not waiting in a loop around LSR. */
const notLsr = (row: Row): Row => ({
  ...row,
  then: (s, dev, index) => {
    s.polls = 0;
    row.then?.(s, dev, index);
  },
  ...(row.write && {
    write: (s: Uart, value: number, dev: DeviceContext<{}>, index: number) => {
      s.polls = 0;
      row.write?.(s, value, dev, index);
    },
  }),
});

const registers: Row[] = [
  { at: 0, size: 1, name: 'DLL', when: divisorLatched, ...latch('dll') },
  { at: 0, size: 1, name: 'RBR', read: (s) => s.rx.head, then: (s) => s.rx.drop() },
  { at: 0, size: 1, name: 'THR', write: writeThr },
  { at: 1, size: 1, name: 'DLM', when: divisorLatched, ...latch('dlm') },
  { at: 1, size: 1, name: 'IER', read: (s) => s.ier, write: writeIer },
  { at: 2, size: 1, name: 'IIR', read: (s) => pending(s) | (hasFifo(s) ? IIR.FIFO : 0), then: (s) => { if (pending(s) === IIR.THRE) s.thri = false; } },
  { at: 2, size: 1, name: 'FCR', write: writeFcr },
  { at: 3, size: 1, name: 'LCR', ...latch('lcr') },
  { at: 4, size: 1, name: 'MCR', read: (s) => s.mcr, write: writeMcr },
  { at: 6, size: 1, name: 'MSR', read: (s) => modemLines(s) | s.msrDelta, then: (s) => { s.msrDelta = 0; }, write: () => {} },
  { at: 7, size: 1, name: 'SCR', ...latch('scr') },
];

const lsr: Row = {
  at: 5,
  size: 1,
  name: 'LSR',
  read: (s) => LSR.THR_EMPTY | LSR.TRANSMITTER_EMPTY | (s.rx.length > 0 ? LSR.DATA_READY : 0) | (s.overrun ? LSR.OVERRUN : 0),
  then: (s) => {
    s.overrun = false;
    s.polls = Math.min(POLLING, s.polls + 1);
  },
  write: () => {},
};

export const ns16550a = defineDevice({
  name: 'ns16550a',
  description: '16550A UART',
  state,
  backends: ['chardev'],
  mmio: [{ name: 'serial', size: 8, byteWide: true, registers: [...registers.map(notLsr), lsr] }],
  irq: (s) => pending(s) !== IIR.NONE,
  canReceive: (s) => (!isLoopedBack(s) && (s.listening || s.polls === POLLING) ? room(s) : 0),
  receive: (s, bytes) => {
    for (const byte of bytes) take(s, byte);
  },
  timers: { listen: (s) => { s.listening = true; } },
});
