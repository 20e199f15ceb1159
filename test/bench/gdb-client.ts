import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { packet, PacketReader } from '@reprise/gdb';

const hexOf = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** Speaks gdb's remote protocol to whoever serves it: what a gdb would ask, without a gdb's own time. */
export class GdbClient {
  readonly #socket: Socket;
  readonly #reader = new PacketReader();
  readonly #arrived: string[] = [];
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      for (const arrival of this.#reader.take(bytes)) {
        if (arrival.kind !== 'packet') continue;
        socket.write('+');
        this.#arrived.push(Buffer.from(arrival.data).toString('latin1'));
      }
      this.#wake();
    });
  }

  static async connect(port: number): Promise<GdbClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new GdbClient(socket);
  }

  /** Sends a packet, and gives the answer to it; what is printed meanwhile is left out. */
  async ask(data: string): Promise<string> {
    this.#socket.write(packet(data));
    for (;;) {
      const answer = await this.#next();
      if (!/^O[^K]/.test(answer)) return answer;
    }
  }

  /** What a monitor command prints, in the answer or before it. */
  async monitor(command: string): Promise<string> {
    this.#socket.write(packet(`qRcmd,${hexOf(command)}`));
    for (let text = ''; ; ) {
      const answer = await this.#next();
      const isLast = !/^O[^K]/.test(answer);
      if (answer !== 'OK') text += Buffer.from(isLast ? answer : answer.slice(1), 'hex').toString('latin1');
      if (isLast) return text;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<string> {
    for (;;) {
      const answer = this.#arrived.shift();
      if (answer !== undefined) return answer;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
