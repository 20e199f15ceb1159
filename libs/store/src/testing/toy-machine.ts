import { PAGE_BYTES } from '@reprise/tree';
import type { MachineMemory, SavedChanges } from '../snapshot/snapshot-writer.ts';
import type { Pages, SavedPages } from '../snapshot/snapshot.ts';
import { bytesOf, randomWords } from './bytes.ts';

const RAM_PAGES = 700;
const FLASH_PAGES = 3;
/** The last page of the disk is a part of one. */
const DISK_BYTES = 140 * PAGE_BYTES + 512;

/** A machine that only changes what it holds, in ways that a seed decides: two blocks of RAM, and a disk with an image. */
export class ToyMachine {
  readonly memory: MachineMemory;
  readonly #image = bytesOf(DISK_BYTES, 77).fill(0, 10 * PAGE_BYTES, 100 * PAGE_BYTES);
  readonly #next: () => number;
  readonly #ram = new Map<number, Uint8Array>();
  readonly #flash = new Map<number, Uint8Array>([[1, bytesOf(PAGE_BYTES, 5)]]);
  readonly #disk = new Map<number, Uint8Array>();
  #changes = { ram: new Map(this.#ram), flash: new Map(this.#flash), disk: new Map<number, Uint8Array>() };
  #steps = 0;

  constructor(seed: number) {
    this.#next = randomWords(seed);
    this.memory = {
      ram: new Map([['ram', RAM_PAGES], ['flash', FLASH_PAGES]]),
      disks: new Map([['disk0', { size: DISK_BYTES, read: (offset, into) => into.set(this.#image.subarray(offset, offset + into.length)) }]]),
    };
  }

  /** Writes a few pages: of new bytes, of zeros, of what another page has, of what the image has. */
  run(writes: number): void {
    this.#steps += writes;
    for (let write = 0; write < writes; write++) {
      const [what, where] = [this.#next() % 10, this.#next()];
      if (what < 2) this.#writeDisk(where % 141);
      else this.#writeRam(where % RAM_PAGES, what);
    }
  }

  /** What has changed since the last call; the first time, all. */
  save(): SavedChanges {
    const { ram, flash, disk } = this.#changes;
    this.#changes = { ram: new Map(), flash: new Map(), disk: new Map() };
    return { state: this.#state, ram: new Map([['ram', ram], ['flash', flash]]), disks: new Map([['disk0', disk]]) };
  }

  /** What reading a snapshot of this instant has to give. */
  get saved(): SavedPages {
    const ram = new Map<string, Pages>([['ram', new Map([...this.#ram].filter(([, bytes]) => bytes.some((byte) => byte !== 0)))], ['flash', new Map(this.#flash)]]);
    return { state: this.#state, ram, disks: new Map([['disk0', new Map(this.#disk)]]) };
  }

  get #state(): SavedChanges['state'] {
    return { engine: { icount: this.#steps }, machine: { '/machine/soc/uart0': { lcr: 3, rx: new Uint8Array([1, 2, this.#steps & 0xff]) } } };
  }

  #writeRam(page: number, what: number): void {
    const other = [...this.#ram.values()][0];
    const bytes = what === 2 ? new Uint8Array(PAGE_BYTES) : what === 3 && other ? other : bytesOf(PAGE_BYTES, this.#next());
    this.#ram.set(page, bytes);
    this.#changes.ram.set(page, bytes);
  }

  #writeDisk(page: number): void {
    const bytes = new Uint8Array(PAGE_BYTES);
    const image = this.#image.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    bytes.set(this.#next() % 3 === 0 ? image : bytesOf(image.length, this.#next()));
    this.#disk.set(page, bytes);
    this.#changes.disk.set(page, bytes);
  }
}

/** Pages by number, and maps by name, in an order that does not matter. */
export function sortedPages({ state, ram, disks }: SavedPages): unknown {
  const sorted = <T>(map: ReadonlyMap<string | number, T>): [string | number, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const memories = (map: ReadonlyMap<string, Pages>): unknown => sorted(map).map(([name, pages]) => [name, sorted(pages).map(([page, bytes]) => [page, Buffer.from(bytes).toString('latin1')])]);
  return { state, ram: memories(ram), disks: memories(disks) };
}
