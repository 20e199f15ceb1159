import { GdbStub, type GdbTarget } from '@reprise/gdb';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Interface that is listened on: a debugger may do anything, so none from outside is let in. */
const LOOPBACK = '127.0.0.1';

/** Serves one target to gdb on a TCP port of the loopback interface: one gdb at a time, one after the other. */
export class GdbServer {
  /** Resolves once a gdb has killed the target. Rejects if serving fails. */
  readonly killed: Promise<void>;
  readonly #target: GdbTarget;
  readonly #server: Server;
  /** Of the gdb that is there. */
  #socket: Socket | undefined;
  #serving: Promise<void> = Promise.resolve();

  private constructor(target: GdbTarget, server: Server) {
    this.#target = target;
    this.#server = server;
    this.killed = new Promise((resolve, reject) => {
      server.on('connection', (socket) => {
        if (this.#socket) {
          socket.destroy();
          return;
        }
        this.#socket = socket;
        this.#serving = this.#serve(socket).then((isKilled) => {
          this.#socket = undefined;
          if (isKilled) resolve();
        }, reject);
      });
    });
  }

  /** Listens on `port` of the loopback interface; 0 takes any that is free. Rejects when the port cannot be had. */
  static async listen(target: GdbTarget, port: number): Promise<GdbServer> {
    const server = createServer({ noDelay: true });
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    return new GdbServer(target, server);
  }

  /** What a gdb is to connect to: `127.0.0.1:1234`. */
  get address(): string {
    const address = this.#server.address();
    return `${LOOPBACK}:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  /** Lets go of the port, and ends the connection when what was to be said is said. */
  async close(): Promise<void> {
    this.#server.close();
    if (this.#socket) hangUp(this.#socket);
    await this.#serving;
  }

  /** Serves a gdb to its end: has it killed the target? */
  async #serve(socket: Socket): Promise<boolean> {
    const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
    socket.on('error', () => {}); // it is closed then
    await this.#target.attach();
    const stub = new GdbStub(this.#target, (bytes) => void (socket.writable && socket.write(bytes)));
    let failure: unknown;
    socket.on('data', (bytes) => {
      stub.receive(bytes).then(
        () => stub.left !== undefined && hangUp(socket),
        (error: unknown) => {
          failure = error;
          socket.destroy();
        },
      );
    });
    await closed;
    await stub.close();
    if (failure !== undefined) throw failure;
    return stub.left === 'kill';
  }
}

/** Closes a connection once all that was written has gone out, whether or not the other side does. */
const hangUp = (socket: Socket): void => void socket.end(() => socket.destroy());
