import type { Replayer } from '@reprise/replay';
import { HARTS_GUEST, recordGuest, small, toPowerOff, virtRun, type Recorded, type VirtRun } from '@reprise/replay/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { GdbStub, packet, PacketReader, replayCommands, ReplayTarget, runCommands } from '../index.ts';

const fresh = (fault?: Parameters<typeof virtRun>[2]): VirtRun => virtRun(HARTS_GUEST, { smp: 4, quantum: 150 }, fault);

let recorded: Recorded;
beforeAll(async () => {
  recorded = await recordGuest(toPowerOff, { ...small, keyframeInterval: 4000, checkInterval: 1500 }, fresh());
});

/** A stub on a recording, driven by packets. */
class Client {
  readonly replayer: Replayer;
  readonly #stub: GdbStub;
  #replies: string[] = [];

  constructor(replayer: Replayer) {
    const reader = new PacketReader();
    this.replayer = replayer;
    const target = new ReplayTarget(replayer, { ...runCommands(replayer.run, undefined), ...replayCommands(replayer) });
    this.#stub = new GdbStub(target, (bytes) => {
      for (const arrival of reader.take(bytes)) if (arrival.kind === 'packet') this.#replies.push(String.fromCharCode(...arrival.data));
    });
  }

  static async open(virt = fresh(), breathe?: (client: Client) => void): Promise<Client> {
    const client: Client = new Client(await recorded.replay(virt, { breathEvery: 1000, breathe: async () => breathe?.(client) }));
    return client;
  }

  async ask(...packets: string[]): Promise<string[]> {
    this.#replies = [];
    for (const data of packets) await this.#stub.receive(packet(data));
    return this.#replies;
  }

  interrupt(): void {
    void this.#stub.receive(Uint8Array.of(3));
  }

  async monitor(command: string): Promise<string> {
    const [reply = ''] = await this.ask(`qRcmd,${Array.from(command, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`);
    return reply.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  }
}

const at = (name: string): string => recorded.virt.symbol(name).toString(16);
const textOf = (hex: string): string => hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

describe('gdb on a recorded run', () => {
  it('can go back, and write nothing', async () => {
    const client = await Client.open();
    const [supported] = await client.ask('qSupported');
    expect(supported).toMatch(/ReverseStep\+;ReverseContinue\+$/);
    const before = client.replayer.run.digest();
    const [one = '', ...others] = await client.ask('P5=0100000000000000', 'M80000000,1:00', 'X80000000,1:q', 'G00');
    expect(one).toBe('E.this is a recorded run: it can be looked at, not changed');
    expect(others).toEqual([one, one, one]);
    expect(client.replayer.run.digest()).toBe(before);
    expect(await client.ask('qXfer:memory-map:read::0,400')).toEqual([expect.stringMatching(/^l.*type="rom".*type="rom"/)]);
  });

  it('is told of both ends of history', async () => {
    const client = await Client.open();
    expect(await client.ask('bc', 'bs', 'vCont;c', 'vCont;s:1')).toEqual([
      'T05thread:1;replaylog:begin;', 'T05thread:1;replaylog:begin;', 'T05thread:1;replaylog:end;', 'T05thread:1;replaylog:end;',
    ]);
    expect(client.replayer.now.icount).toBe(recorded.recording.end.icount);
  });

  it('stops at breakpoints of any hart both ways, and names the hart', async () => {
    const client = await Client.open();
    const forward = await client.ask(`Z0,${at('share')},4`, ...Array.from({ length: 6 }, () => 'vCont;c'));
    const backward = await client.ask(...Array.from({ length: 5 }, () => 'bc'));
    expect(backward).toEqual(forward.slice(1, 6).toReversed());
    expect(new Set(forward.slice(1)).size).toBeGreaterThan(1);
  });

  it('stops at the store to a watched cell both ways, whoever makes it: where the next step is the store', async () => {
    const client = await Client.open();
    const value = `m${at('shared')},1`;
    const seen = async (step: string, go: string): Promise<string[]> => {
      const replies: string[] = [];
      for (let stop = 0; stop < 5; stop++) {
        const [hit = '', before, , , after] = await client.ask(go, value, `z2,${at('shared')},8`, step, value, `Z2,${at('shared')},8`);
        expect(hit).toMatch(new RegExp(`^T05thread:[1-4];watch:${at('shared')};$`));
        replies.push(`${hit} ${before} ${after}`);
      }
      return replies;
    };
    await client.ask(`Z2,${at('shared')},8`);
    const forward = await seen('s', 'vCont;c');
    expect(forward.map((stop) => stop.slice(-5))).toEqual(['00 01', '01 02', '02 03', '03 04', '04 05']);
    const backward = await seen('bs', 'bc');
    expect(backward.map((stop) => stop.slice(-5))).toEqual(['05 04', '04 03', '03 02', '02 01', '01 00']);
    expect(backward.map((stop) => stop.slice(0, -6)).toReversed()).toEqual(forward.map((stop) => stop.slice(0, -6)));
    expect(new Set(forward.map((stop) => stop.slice(0, 12))).size).toBeGreaterThan(1);
  });

  it('steps one thread both ways', async () => {
    const client = await Client.open();
    await client.monitor('seek 3000');
    const pc = 'p20';
    const [, ...forward] = await client.ask('Hg3', pc, 'vCont;s:3', pc, 'vCont;s:3', pc, 'vCont;s:3', pc);
    const backward = await client.ask('Hc0', 'Hg3', pc, 'bs', pc, 'bs', pc, 'bs', pc);
    const pcs = (replies: string[]): string[] => replies.filter((reply) => reply.length === 16);
    expect(pcs(backward).toReversed()).toEqual(pcs(forward));
    expect(backward.filter((reply) => reply.startsWith('T'))).toEqual(['T05thread:3;', 'T05thread:3;', 'T05thread:3;']);
  });

  it('goes where monitor says', async () => {
    const client = await Client.open();
    const { end } = recorded.recording;
    expect(await client.monitor('seek 4321')).toMatch(new RegExp(`^icount 4321 of 0 to ${end.icount}, virtual time \\d+ ns, the turn is hart \\d's\\n.*flush register-cache`));
    expect(await client.monitor('icount')).toMatch(/^icount 4321 of/);
    expect(client.replayer.run.digest()).toBe(await (await recorded.replay(fresh())).stateAt(4321));
    expect(await client.monitor('seek end')).toMatch(new RegExp(`^icount ${end.icount} `));
    expect(await client.monitor('seek start')).toMatch(/^icount 0 /);
    expect(await client.monitor('seek 99999999')).toBe(`the recording has the instructions 0 to ${end.icount}, not 99999999\n`);
    expect(await client.monitor('seek')).toMatch(/^'': expected seek N/);
    expect(await client.monitor('seek -1')).toMatch(/^'-1': expected seek N/);
    expect(await client.monitor('help')).toMatch(/^help .*\n.*\n[^]*seek +N, start or end/);
  });

  it.each([['start', 'vCont;c'], ['end', 'bc']])('is interrupted on the way from the %s', async (from, go) => {
    const client = await Client.open(fresh(), (client) => client.interrupt());
    await client.monitor(`seek ${from}`);
    const [reply] = await client.ask(go);
    expect(reply).toMatch(/^T02thread:\d;$/);
    const { icount } = client.replayer.now;
    expect(client.replayer.run.digest()).toBe(await (await recorded.replay(fresh())).stateAt(icount));
  });

  it('is interrupted on the way to an instruction', async () => {
    const client = await Client.open(fresh(), (client) => client.interrupt());
    expect(await client.monitor('seek 3500')).toMatch(/^interrupted at instruction \d{4}\n$/);
  });

  it('tells of a divergence, and goes on from the last instant known to be right', async () => {
    const client = await Client.open(fresh({ icount: 5000, hart: 0, register: 18, value: 0x8000_2000n }));
    const [message = '', stop] = await client.ask('vCont;c');
    expect(textOf(message.slice(1))).toMatch(/^the replay differs from the recording in segment 1, .*; now at instruction 4000, the last known to be the same\n$/);
    expect(stop).toMatch(/^T06thread:\d;$/);
    expect(client.replayer.now.icount).toBe(4000);
    expect(client.replayer.run.digest()).toBe(await (await recorded.replay(fresh())).stateAt(4000));
    expect(await client.ask('bs')).toEqual([expect.stringMatching(/^T05/)]);
    expect(await client.ask('vCont;c')).toEqual([message, stop]);
  });
});
