import { virtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { GdbStub, packet, PacketReader, runCommands, RunTarget } from './index.ts';

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

/** A stub on a program, driven by packets. */
class Client {
  readonly #replies: string[] = [];
  readonly #stub: GdbStub;
  readonly symbol: (name: string) => string;

  constructor(program: string, smp = 1) {
    const { run, symbol } = virtRun(program, { smp });
    const reader = new PacketReader();
    this.symbol = (name) => symbol(name).toString(16);
    this.#stub = new GdbStub(new RunTarget(run, runCommands(run, undefined)), (bytes) => {
      for (const arrival of reader.take(bytes)) if (arrival.kind === 'packet') this.#replies.push(String.fromCharCode(...arrival.data));
    });
  }

  /** Sends a packet, lets the target run until it stops, and gives what came back. */
  ask(data: string): string {
    this.#replies.length = 0;
    this.#stub.receive(packet(data));
    for (let i = 0; this.#stub.isRunning && i < 100; i++) this.#stub.runSome();
    return this.#replies.join('|');
  }

  raw(bytes: Uint8Array): void {
    this.#stub.receive(bytes);
  }

  runSome(): string {
    this.#replies.length = 0;
    this.#stub.runSome();
    return this.#replies.join('|');
  }
}

const word = (value: number): string => value.toString(16).padStart(2, '0').padEnd(16, '0');

describe('the gdb stub', () => {
  it('introduces itself', () => {
    const client = new Client(PROGRAM);
    expect(client.ask('qSupported:multiprocess+')).toMatch(/^PacketSize=4000;qXfer:features:read\+/);
    expect([client.ask('?'), client.ask('qC'), client.ask('qfThreadInfo'), client.ask('qsThreadInfo')]).toEqual(['T05thread:1;', 'QC1', 'm1', 'l']);
    expect(client.ask('vMustReplyEmpty')).toBe('');
  });

  it('describes its registers in pieces', () => {
    const client = new Client(PROGRAM);
    expect(client.ask('qXfer:features:read:target.xml:0,1000')).toMatch(/^l<\?xml.*riscv:rv64.*riscv-csr\.xml/);
    const [first, second] = [client.ask('qXfer:features:read:riscv-csr.xml:0,100'), client.ask('qXfer:features:read:riscv-csr.xml:100,2000')];
    expect([first.slice(0, 6), first.length]).toEqual(['m<?xml', 257]);
    expect(second).toContain('name="mstatus"');
    expect(client.ask('qXfer:features:read:nothing.xml:0,10')).toBe('E00');
  });

  it('stops at a breakpoint, steps, and reads registers and memory', () => {
    const client = new Client(PROGRAM);
    expect(client.ask(`Z0,${client.symbol('store')},4`)).toBe('OK');
    expect(client.ask('vCont;c')).toBe('T05thread:1;hwbreak:;');
    expect([client.ask('pa'), client.ask(`m${client.symbol('counter')},2`)]).toEqual([word(1), '0000']);
    expect(client.ask('vCont;s:1')).toBe('T05thread:1;');
    expect(client.ask(`m${client.symbol('counter')},2`)).toBe('0100');
    expect(client.ask(`z0,${client.symbol('store')},4`)).toBe('OK');
    expect(client.ask('c')).toBe('W07');
  });

  it('stops after a store to a watched variable', () => {
    const client = new Client(PROGRAM);
    expect(client.ask(`Z2,${client.symbol('counter')},8`)).toBe('OK');
    expect(client.ask('c')).toBe(`T05thread:1;watch:${client.symbol('counter')};`);
    expect(client.ask(`m${client.symbol('counter')},1`)).toBe('01');
  });

  it('writes registers and memory', () => {
    const client = new Client(PROGRAM);
    expect([client.ask(`P5=${word(0x42)}`), client.ask('p5')]).toEqual(['OK', word(0x42)]);
    expect([client.ask(`M${client.symbol('counter')},3:0a0b0c`), client.ask(`m${client.symbol('counter')},3`)]).toEqual(['OK', '0a0b0c']);
    expect([client.ask(`X${client.symbol('counter')},2:\x24\x7d`), client.ask(`m${client.symbol('counter')},2`)]).toEqual(['OK', '247d']);
  });

  it('has harts as threads, and CSRs by their numbers', () => {
    const client = new Client('j .', 4);
    expect(client.ask('qfThreadInfo')).toBe('m1,2,3,4');
    expect([client.ask('Hg3'), client.ask(`p${(65 + 0xf14).toString(16)}`)]).toEqual(['OK', word(2)]);
    expect(client.ask('vCont;s:2')).toBe('T05thread:2;');
    expect(client.ask('T9')).toBe('E01');
  });

  it('is interrupted while it runs', () => {
    const client = new Client('j .');
    client.raw(packet('c'));
    expect(client.runSome()).toBe('');
    client.raw(Uint8Array.of(3));
    expect(client.runSome()).toBe('T02thread:1;');
  });

  it('answers monitor commands', () => {
    const client = new Client(PROGRAM);
    const monitor = (command: string): string => {
      const hex = client.ask(`qRcmd,${Array.from(command, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`);
      return hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
    };
    expect(monitor('icount')).toBe('icount 0, virtual time 0 ns\n');
    expect(monitor('info registers')).toContain('pc 0000000000001000');
    expect(monitor('nonsense')).toBe("unknown command 'nonsense': try 'help'\n");
    expect(monitor('help')).toContain('info status');
  });

  it.each(['m', 'mxyz', 'm80000000', 'M80000000,4:00', 'P', 'P5', 'p', 'Hgzz', 'Z0', 'Z9,0,0', 'Z2,80000000,ffffffff', 'qRcmd,zz', 'vCont;s:99', 'X80000000,9:a', 'G12', 'qXfer:features:read:', 'm0,ffffffffffffffff', '\x00'])(
    'answers nonsense without harm: %j', (data) => {
      const client = new Client(PROGRAM);
      client.ask(data);
      expect(client.ask('?')).toBe('T05thread:1;');
    });

  it('reads nothing where nothing is mapped', () => {
    expect(new Client(PROGRAM).ask('m40000000,4')).toBe('E01');
  });
});
