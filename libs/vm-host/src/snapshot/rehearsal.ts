import { MessageChannel } from 'node:worker_threads';
import { PAGE_SIZE } from '@reprise/memory';
import { MemoryStore, Packs } from '@reprise/store';
import type { Tree } from '@reprise/vmstate';
import { RunArchive } from './run-archive.ts';
import { allocateShared, Claim, Presence } from './shared-state.ts';
import type { Turns } from './turns.ts';

const PAGES = 400;
const ROUNDS = 3;

/** About as much as the state of a small machine has. */
const state = Object.fromEntries(Array.from({ length: 20 }, (_, device): [string, Tree] => [
  `/machine/soc/device${device}`,
  { type: 'device', version: 1, fields: { level: device, registers: Array.from({ length: 32 }, (_, at) => at ** 5), bytes: new Uint8Array(40).fill(device), on: true } },
]));

/**
 * Takes, stores and brings a run that does not exist, in a store that is nowhere: what a thread does for the first time takes it some ten
 * times as long, and the first to be restored would wait for that.
 */
export async function rehearse(turns: Turns): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const memory = new SharedArrayBuffer(PAGES * PAGE_SIZE);
    const words = new Uint32Array(memory);
    for (let page = 0; page < PAGES; page += page % 7 === 0 ? 2 : 1) words.fill(page * 7919, page * 1024, page * 1024 + 600);
    const shared = allocateShared(PAGE_SIZE);
    const { port1 } = new MessageChannel();
    const archive = new RunArchive(new Packs(new MemoryStore()), turns, {
      kind: 'attach', run: 0, memory, blocks: [{ name: 'ram', first: 0, pages: PAGES }], shared, questions: port1,
    });
    port1.close();
    archive.describe(state, []);
    new Uint8Array(shared.claims).fill(Claim.WAITING, 0, PAGES);
    const { id } = await archive.take({ kind: 'take', run: 0, call: 0, state: { machine: state }, wanted: PAGES, disks: [] });
    await archive.open(id);
    new Uint8Array(shared.presence).fill(Presence.ABSENT, 0, PAGES);
    const filled = archive.fill(true);
    await archive.answer({ kind: 'page', page: 5 });
    await filled;
  }
}
