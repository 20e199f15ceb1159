/**
 * RISC-V platform-level interrupt controller. "§" cites the RISC-V PLIC Specification 1.0.0. Memory map and sizes as on
 * QEMU's virt board: 95 sources (1..95) with 3-bit priorities; context 2h is hart h in M mode, context 2h+1 in S mode.
 * All sources are level-sensitive.
 */
import { int } from '@reprise/options';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { array, type StateOf, u32 } from '@reprise/vmstate';

const PRIORITY_BASE = 0x0;
const PENDING_BASE = 0x1000;
const ENABLE_BASE = 0x2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT_BASE = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
/** Words between one context's enable bits and the next one's. */
const ENABLE_WORDS = ENABLE_STRIDE / 4;
const SIZE = 0x60_0000;
const MAX_SOURCES = 1024;
const MAX_HARTS = 512;

const properties = {
  'num-harts': int({ default: 1, min: 1, max: MAX_HARTS, description: 'harts, of two contexts each (M and S)' }),
  'num-sources': int({ default: 96, min: 2, max: MAX_SOURCES, description: 'interrupt sources, with source 0, which there is none of' }),
  'num-priorities': int({ default: 7, min: 1, max: 0xffff_ffff, description: 'highest priority' }),
};
type Context = DeviceContext<typeof properties>;

const fields = (sources: number, contexts: number) => ({
  priority: array(u32(), sources),
  /** One bit a source: requested, and not yet claimed (§ Interrupt Pending Bits). */
  pending: array(u32(), wordsOf(sources)),
  /** One bit a source: claimed, and not yet completed. Its gateway lets no other request through (§ Interrupt Gateways). */
  claimed: array(u32(), wordsOf(sources)),
  /** The words of all contexts one after another. */
  enable: array(u32(), wordsOf(sources) * contexts),
  threshold: array(u32(), contexts),
});
type Plic = StateOf<ReturnType<typeof fields>>;

const wordsOf = (sources: number): number => Math.ceil(sources / 32);
const contextsOf = (harts: number): number => 2 * harts;
const isSet = (words: Uint32Array, source: number): boolean => (((words[source >> 5] ?? 0) >>> (source & 31)) & 1) !== 0;

function put(words: Uint32Array, source: number, level: boolean): void {
  const word = words[source >> 5] ?? 0;
  const mask = 1 << (source & 31);
  words[source >> 5] = level ? word | mask : word & ~mask;
}

const enableWord = (s: Plic, context: number, word: number): number => s.enable[context * s.pending.length + word] ?? 0;
const isEnabled = (s: Plic, context: number, source: number): boolean =>
  ((enableWord(s, context, source >> 5) >>> (source & 31)) & 1) !== 0;

/**
 * The pending source of highest priority that is enabled for a context; of several the one with the lowest number, and 0 if
 * there is none. The threshold does not matter to it (§ Interrupt Claim Process).
 */
function best(s: Plic, context: number): number {
  let found = 0;
  let highest = 0;
  for (let word = 0; word < s.pending.length; word++) {
    let candidates = (s.pending[word] ?? 0) & enableWord(s, context, word);
    while (candidates !== 0) {
      const source = 32 * word + 31 - Math.clz32(candidates & -candidates);
      const priority = s.priority[source] ?? 0;
      if (priority > highest) [found, highest] = [source, priority];
      candidates &= candidates - 1;
    }
  }
  return found;
}

const isNotified = (s: Plic, context: number): boolean => (s.priority[best(s, context)] ?? 0) > (s.threshold[context] ?? 0);

function claim(s: Plic, context: number): void {
  const source = best(s, context);
  if (source === 0) return;
  put(s.pending, source, false);
  put(s.claimed, source, true);
}

/** A completion of a source that is not enabled for the context is ignored (§ Interrupt Completion). A level that is still high asks again. */
function complete(s: Plic, source: number, dev: Context, context: number): void {
  if (source === 0 || source >= dev.props['num-sources'] || !isEnabled(s, context, source)) {
    return dev.guestError(`PLIC: context ${context} completes source ${source}, which is not enabled for it`);
  }
  put(s.claimed, source, false);
  request(s, dev.inputLevel('irq', source), source);
}

/** A level goes through its gateway, unless the request before has not been completed. Going low takes no request back. */
function request(s: Plic, level: boolean, source: number): void {
  if (level && source !== 0 && !isSet(s.claimed, source)) put(s.pending, source, true);
}

/** Writes the enable bits of 32 sources; there is no source 0, and none from `num-sources` on. */
function writeEnable(s: Plic, value: number, dev: Context, index: number): void {
  const [context, word] = [Math.floor(index / ENABLE_WORDS), index % ENABLE_WORDS];
  if (word >= s.pending.length) return;
  const left = dev.props['num-sources'] - 32 * word;
  const real = (left >= 32 ? 0xffff_ffff : 2 ** left - 1) & (word === 0 ? ~1 : ~0);
  s.enable[context * s.pending.length + word] = value & real;
}

const readEnable = (s: Plic, index: number): number => {
  const word = index % ENABLE_WORDS;
  return word < s.pending.length ? enableWord(s, Math.floor(index / ENABLE_WORDS), word) : 0;
};

/** A level that is not supported: priorities are WARL, and as many bits of them are kept as the highest has. */
const legal = (value: number, dev: Context): number => value % 2 ** (32 - Math.clz32(dev.props['num-priorities']));

export const sifivePlic = defineDevice({
  name: 'riscv.sifive.plic',
  description: 'RISC-V platform-level interrupt controller',
  properties,
  state: (props) => fields(props['num-sources'], contextsOf(props['num-harts'])),
  mmio: [
    {
      name: 'plic',
      size: SIZE,
      valid: { min: 4, max: 4 },
      registers: [
        {
          at: PRIORITY_BASE,
          name: 'PRIORITY',
          count: (props) => props['num-sources'],
          read: (s, _dev, source) => s.priority[source] ?? 0,
          write: (s, value, dev, source) => { if (source !== 0) s.priority[source] = legal(value, dev); },
        },
        { at: PENDING_BASE, name: 'PENDING', count: (props) => wordsOf(props['num-sources']), field: 'pending', write: () => {} },
        { at: ENABLE_BASE, name: 'ENABLE', count: (props) => ENABLE_WORDS * contextsOf(props['num-harts']), read: (s, _dev, index) => readEnable(s, index), write: writeEnable },
        {
          at: CONTEXT_BASE,
          name: 'THRESHOLD',
          count: (props) => contextsOf(props['num-harts']),
          stride: CONTEXT_STRIDE,
          read: (s, _dev, context) => s.threshold[context] ?? 0,
          write: (s, value, dev, context) => { s.threshold[context] = legal(value, dev); },
        },
        {
          at: CONTEXT_BASE + 4,
          name: 'CLAIM',
          count: (props) => contextsOf(props['num-harts']),
          stride: CONTEXT_STRIDE,
          read: (s, _dev, context) => best(s, context),
          then: (s, _dev, context) => claim(s, context),
          write: complete,
        },
      ],
    },
  ],
  outputs: {
    meip: { count: (props) => props['num-harts'], level: (s, _dev, hart) => isNotified(s, 2 * hart) },
    seip: { count: (props) => props['num-harts'], level: (s, _dev, hart) => isNotified(s, 2 * hart + 1) },
  },
  inputs: { irq: { count: (props) => props['num-sources'], set: (s, level, _dev, source) => request(s, level, source) } },
});
