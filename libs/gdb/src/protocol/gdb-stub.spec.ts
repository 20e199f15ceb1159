import type { Run, RunStop } from '@reprise/vm';
import { virtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { GdbStub, packet, PacketReader, runCommands, RunTarget, type RunTargetOptions } from '../index.ts';

const PROGRAM = `
  la a1, counter
  li a0, 0
loop: addi a0, a0, 1
store: sd a0, 0(a1)
  li a2, 5
  bne a0, a2, loop
  li t6, 0x100000
  li t5, 0x73333
  sw t5, 0(t6)
  j .
.balign 4096
counter: .dword 0
`;

/** Lets others go on. */
const turn = async (): Promise<void> => {};

/** A stub on a program, driven by packets. */
class Client {
  readonly stub: GdbStub;
  readonly target: RunTarget;
  readonly run: Run;
  readonly symbol: (name: string) => string;
  readonly #replies: string[] = [];
  #isOver = false;

  constructor(program: string, smp = 1, options: Partial<RunTargetOptions> = {}) {
    const { run, symbol } = virtRun(program, { smp });
    const reader = new PacketReader();
    this.run = run;
    this.symbol = (name) => symbol(name).toString(16);
    this.target = new RunTarget(run, { commands: runCommands(run, undefined), ...options });
    this.stub = new GdbStub(this.target, (bytes) => {
      for (const arrival of reader.take(bytes)) if (arrival.kind === 'packet') this.#replies.push(String.fromCharCode(...arrival.data));
    });
    void this.#drive();
  }

  /** Runs the run in slices, as a session does. */
  async #drive(): Promise<void> {
    for (let stop: RunStop = { reason: 'limit' }; stop.reason !== 'shutdown' && !this.#isOver; await turn()) {
      stop = await this.target.runUntil({ icount: this.run.icount + 1000 });
    }
  }

  /** For one whose run still goes on. */
  stop(): void {
    this.#isOver = true;
  }

  /** Sends a packet, lets the target run until it stops, and gives what came back. */
  async ask(data: string): Promise<string> {
    this.#replies.length = 0;
    await this.stub.receive(packet(data));
    return this.#replies.join('|');
  }

  async askAll(...packets: string[]): Promise<string[]> {
    const replies: string[] = [];
    for (const data of packets) replies.push(await this.ask(data));
    return replies;
  }

  async monitor(command: string): Promise<string> {
    const reply = await this.ask(`qRcmd,${Array.from(command, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`);
    return reply.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  }
}

const word = (value: number): string => value.toString(16).padStart(2, '0').padEnd(16, '0');

describe('the gdb stub', () => {
  it('introduces itself', async () => {
    const client = new Client(PROGRAM);
    expect(await client.ask('qSupported:multiprocess+')).toMatch(/^PacketSize=4000;qXfer:features:read\+;qXfer:exec-file:read\+;qXfer:memory-map:read\+;/);
    expect(await client.askAll('?', 'qC', 'qfThreadInfo', 'qsThreadInfo')).toEqual(['T05thread:1;', 'QC1', 'm1', 'l']);
    expect(await client.ask('vMustReplyEmpty')).toBe('');
    expect(await client.askAll('bc', 'bs')).toEqual(['', '']);
  });

  it('describes its registers in pieces', async () => {
    const client = new Client(PROGRAM);
    expect(await client.ask('qXfer:features:read:target.xml:0,1000')).toMatch(/^l<\?xml.*riscv:rv64.*riscv-csr\.xml/);
    const [first = '', second] = await client.askAll('qXfer:features:read:riscv-csr.xml:0,100', 'qXfer:features:read:riscv-csr.xml:100,2000');
    expect([first.slice(0, 6), first.length]).toEqual(['m<?xml', 257]);
    expect(second).toContain('name="mstatus"');
    expect(await client.askAll('qXfer:features:read:nothing.xml:0,10', 'qXfer:auxv:read::0,10')).toEqual(['E00', '']);
  });

  it('has one kind of memory at all virtual addresses', async () => {
    const client = new Client(PROGRAM);
    const map = await client.ask('qXfer:memory-map:read::0,1000');
    expect([...map.matchAll(/<memory type="ram" start="(\w+)" length="(\w+)"\/>/g)].map(([, start, length]) => [start, length]))
      .toEqual([['0x0', '0x8000000000000000'], ['0x8000000000000000', '0x8000000000000000']]);
  });

  it('gives registers the widths that it described', async () => {
    const client = new Client('li a0, -1\nj .');
    await client.ask('vCont;s:1');
    const widths = (await client.askAll('pa', 'p20', 'p21', 'p42', 'p43', 'p44', 'p341')).map(({ length }) => length * 4); // a0, pc, ft0, fflags, frm, fcsr, mstatus
    expect(widths).toEqual([64, 64, 64, 32, 32, 32, 64]);
    expect(await client.askAll('p1042', 'pffffffffffffffff')).toEqual(['xx'.repeat(8), 'xx'.repeat(8)]);
  });

  it('stops at a breakpoint, steps, and reads registers and memory', async () => {
    const client = new Client(PROGRAM);
    const [store, counter] = [client.symbol('store'), client.symbol('counter')];
    expect(await client.askAll(`Z0,${store},4`, 'vCont;c')).toEqual(['OK', 'T05thread:1;hwbreak:;']);
    expect(await client.askAll('pa', `m${counter},2`)).toEqual([word(1), '0000']);
    expect(await client.askAll('vCont;s:1', `m${counter},2`)).toEqual(['T05thread:1;', '0100']);
    expect(await client.askAll(`z0,${store},4`, 'c')).toEqual(['OK', 'W07']);
  });

  it('stops before a store to a watched variable', async () => {
    const client = new Client(PROGRAM);
    const counter = client.symbol('counter');
    const hit = `T05thread:1;watch:${counter};`;
    expect(await client.askAll(`Z2,${counter},8`, 'c', `m${counter},1`, 'vCont;s:1', `m${counter},1`, 'c', `m${counter},1`))
      .toEqual(['OK', hit, '00', 'T05thread:1;', '01', hit, '01']);
  });

  it('writes registers and memory', async () => {
    const client = new Client(PROGRAM);
    const counter = client.symbol('counter');
    expect(await client.askAll(`P5=${word(0x42)}`, 'p5')).toEqual(['OK', word(0x42)]);
    expect(await client.askAll(`M${counter},3:0a0b0c`, `m${counter},3`)).toEqual(['OK', '0a0b0c']);
    expect(await client.askAll(`X${counter},2:\x24\x7d`, `m${counter},2`)).toEqual(['OK', '247d']);
    expect(await client.askAll(`P0=${word(0x42)}`, 'p0')).toEqual(['OK', word(0)]);
  });

  it('writes nothing where that is not to be, and says why', async () => {
    const client = new Client(PROGRAM, 1, { writeProtection: 'it is recorded' });
    const before = client.run.digest();
    const counter = client.symbol('counter');
    const replies = await client.askAll(`P5=${word(0x42)}`, `G${word(1)}`, `M${counter},1:0a`, `X${counter},1:a`);
    expect(replies).toEqual(Array.from({ length: 4 }, () => 'E.it is recorded'));
    expect(client.run.digest()).toBe(before);
    expect(await client.ask('qXfer:memory-map:read::0,1000')).not.toContain('ram');
  });

  it('has harts as threads, and CSRs by their numbers', async () => {
    const client = new Client('csrr t0, mhartid\nbeqz t0, spin\nwfi\nspin: j spin', 4);
    expect(await client.ask('qfThreadInfo')).toBe('m1,2,3,4');
    expect(await client.askAll('Hg3', `p${(65 + 0xf14).toString(16)}`)).toEqual(['OK', word(2)]);
    expect(await client.askAll('vCont;s:2', 'vCont;s:2')).toEqual(['T05thread:2;', 'T05thread:2;']);
    expect(await client.ask('T9')).toBe('E01');
  });

  it('steps the thread that Hc named, and the one last looked at where it named none', async () => {
    const client = new Client('j .', 4);
    expect(await client.askAll('Hc3', 's', 'Hg2', 's', 'Hc0', 's', 'Hg2', 's')).toEqual(['OK', 'T05thread:3;', 'OK', 'T05thread:3;', 'OK', 'T05thread:3;', 'OK', 'T05thread:2;']);
  });

  it('is interrupted while it runs, also by what comes with the command', async () => {
    const client = new Client('j .');
    const running = client.ask('c');
    await turn();
    await client.stub.receive(Uint8Array.of(3));
    expect(await running).toBe('T02thread:1;');
    await client.stub.receive(Uint8Array.of(3)); // too late: it stands
    await client.stub.receive(Uint8Array.of(...packet('vCont;c'), 3));
    expect(await client.ask('?')).toBe('T02thread:1;');
  });

  it('answers monitor commands', async () => {
    const client = new Client(PROGRAM);
    expect(await client.monitor('icount')).toBe('icount 0, virtual time 0 ns\n');
    expect(await client.monitor('info registers')).toContain('pc 0000000000001000');
    expect(await client.monitor('nonsense')).toBe("unknown command 'nonsense': try 'help'\n");
    expect(await client.monitor('help')).toContain('info status');
  });

  it('reads nothing where nothing is mapped', async () => {
    const client = new Client(PROGRAM);
    expect(await client.ask('m40000000,4')).toBe('E01');
  });
});

describe('a gdb that leaves', () => {
  it('by detaching, lets the run go on; another finds it standing', async () => {
    const client = new Client('j .');
    expect(await client.askAll('Z0,80000000,4', 'D')).toEqual(['OK', 'OK']);
    expect(client.stub.left).toBe('detach');
    while (client.run.icount < 10_000) await turn();
    await client.target.attach();
    const { icount } = client.run;
    await turn();
    expect(client.run.icount).toBe(icount);
  });

  it('without a word, leaves it standing, with nothing set', async () => {
    const client = new Client('loop: nop\nj loop');
    await client.ask(`Z0,${client.symbol('loop')},4`);
    void client.ask('vCont;c');
    await client.stub.close();
    const { icount } = client.run;
    await turn();
    expect(client.run.icount).toBe(icount);
    client.target.detach();
    while (client.run.icount < icount + 5000) await turn();
    client.stop();
  });

  it('by killing, is told that it may', async () => {
    const client = new Client('j .');
    expect([await client.ask('vKill;1'), client.stub.left]).toEqual(['OK', 'kill']);
  });
});

describe('a run that ends otherwise', () => {
  it('is told of to who waits for a stop', async () => {
    const client = new Client('j .');
    const running = client.ask('c');
    await turn();
    client.target.end();
    expect(await running).toBe('X0f');
  });

  it('is none when every hart waits for ever', async () => {
    const client = new Client('wfi\nj .');
    expect(await client.askAll('c', 'c', 'vCont;s:1')).toEqual(['T02thread:1;', 'T02thread:1;', 'T02thread:1;']);
  });
});

describe('nonsense', () => {
  // prettier-ignore
  const packets = ['m', 'mxyz', 'm80000000', 'M80000000,4:00', 'P', 'P5', 'p', 'Hgzz', 'Hg-2', 'Z0', 'Z9,0,0', 'Z2,80000000,ffffffff', 'Z2,ffffffffffffffff,1000', 'qRcmd,zz', 'vCont;s:99', 'X80000000,9:a', 'G12', 'qXfer:features:read:', 'm0,ffffffffffffffff', 'mffffffffffffffff,10', '\x00'];

  it.each(packets)('is answered without harm: %j', async (data) => {
    const client = new Client(PROGRAM);
    await client.ask(data);
    expect(await client.ask('?')).toBe('T05thread:1;');
  });

  /** Commands with parts exchanged, cut off, doubled and made up, the same ones each time. */
  function* mutants(count: number): Generator<string> {
    const seeds = [...packets, 'qSupported:x', 'g', 'G00', 'Hg1', 'Z2,80000000,8', 'z2,80000000,8', 'Z0,80000000,4', 'vCont;c:1', 'vCont;s:1;c', 'qfThreadInfo', 'm80000000,40', 'X80000000,1:q', 'M80000000,1:00', 'qXfer:memory-map:read::0,ff', 'T1', 'qRcmd,68656c70'];
    let state = 1;
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let i = 0; i < count; i++) {
      const [one = '', other = ''] = [seeds[random(seeds.length)], seeds[random(seeds.length)]];
      const spliced = one.slice(0, random(one.length + 1)) + other.slice(random(other.length + 1));
      yield random(3) === 0 ? spliced : spliced.slice(0, 3) + String.fromCharCode(random(256)) + spliced.slice(3);
    }
  }

  it('made of everything there is has one answer each, and leaves a stub that answers', async () => {
    const all = [...mutants(3000)];
    while (all.length > 0) {
      const client = new Client('j .');
      while (all.length > 0 && !client.stub.left) {
        const data = all.pop() ?? '';
        const running = client.ask(data);
        await client.stub.receive(Uint8Array.of(3));
        expect([data, (await running).split('|').length]).toEqual([data, 1]);
      }
      if (!client.stub.left) expect(await client.ask('qsThreadInfo')).toBe('l');
      client.stop();
    }
  });
});
