/** A person at the console: `reprise run` on a terminal of its own, which script(1) makes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsTool, tool } from '../tools.ts';
import { command } from './reprise.ts';

/** What is shown on a terminal, and what is typed there. */
class Terminal {
  readonly child: ChildProcess;
  readonly status: Promise<number | null>;
  #shown = '';
  #look: () => void = () => {};

  constructor(args: readonly string[]) {
    const line = [...command, ...args].map((word) => `'${word}'`).join(' ');
    this.child = spawn(tool('script') ?? 'script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, TERM: 'vt100' } });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#shown += text;
      this.#look();
    });
    this.status = new Promise((resolve) => void this.child.on('close', resolve));
  }

  /** Resolves once `text` is shown; what came up to it is then forgotten, and returned. Fails where everything has ended. */
  shows(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      void this.status.then((status) => reject(new Error(`'${text}' was not shown; ended with status ${status} after: ${this.#shown}`)));
      this.#look = () => {
        const at = this.#shown.indexOf(text);
        if (at < 0) return;
        this.#look = () => {};
        const until = this.#shown.slice(0, at + text.length);
        this.#shown = this.#shown.slice(at + text.length);
        resolve(until);
      };
      this.#look();
    });
  }

  type(keys: string): void {
    this.child.stdin?.write(keys);
  }
}

const CTRL_A = '\x01';
const CTRL_C = '\x03';

needsTool('script')('reprise run on a terminal', () => {
  let terminal: Terminal;
  beforeAll(() => {
    terminal = new Terminal(['run', '--append', 'console=ttyS0 quiet']);
  });
  afterAll(() => terminal.child.kill());

  it('is the console of the guest, keys included', async () => {
    expect(await terminal.shows('# ')).toContain('Ctrl-A x quits');
    terminal.type('echo $((6 * 7)); sleep 1000\r');
    await terminal.shows('\n42\r');
    terminal.type(CTRL_C);
    await terminal.shows('# ');
    terminal.type(`cho end${CTRL_A}${CTRL_A}e\r`); // the guest's Ctrl-A goes to the start of the line
    await terminal.shows('\nend\r');
  });

  it('has keys of its own', async () => {
    terminal.type(`${CTRL_A}h`);
    await terminal.shows('Ctrl-A x  quit');
    terminal.type(`${CTRL_A}x`);
    expect(await terminal.status).toBe(0);
  });
});
