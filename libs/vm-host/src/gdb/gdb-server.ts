import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { GdbStub, type GdbTarget } from '@reprise/gdb';

/** The interface that is listened on: a debugger may do anything, so none from outside is let in. */
const LOOPBACK = '127.0.0.1';

export interface GdbServerEvents {
  /** A gdb has killed the target. */
  readonly onKill?: () => void;
  /** Serving failed. */
  readonly onFailure: (error: unknown) => void;
}

/** Serves one target to gdb on a TCP port of the loopback interface: one gdb at a time, one after the other. */
export class GdbServer {
  readonly #server: Server;
  /** Of the gdb that is there, or waits for the target. */
  #socket: Socket | undefined;
  #stub: GdbStub | undefined;
  #serving: Promise<void> = Promise.resolve();
  #serve: ((socket: Socket) => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      if (this.#socket) {
        socket.destroy();
        return;
      }
      this.#socket = socket;
      socket.on('error', () => {}); // it is closed then
      this.#serve?.(socket);
    });
  }

  /** Listens on `port` of the loopback interface; 0 takes any that is free. Rejects when the port cannot be had. */
  static async listen(port: number): Promise<GdbServer> {
    const server = createServer({ noDelay: true });
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    return new GdbServer(server);
  }

  /** What a gdb is to connect to: `127.0.0.1:1234`. */
  get address(): string {
    const address = this.#server.address();
    return `${LOOPBACK}:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  /** Begins to serve a target; a gdb that has come before has waited for that. */
  serve(target: GdbTarget, { onKill = () => {}, onFailure }: GdbServerEvents): void {
    this.#serve = (socket) => {
      this.#serving = this.#serveOne(target, socket)
        .then((isKilled) => {
          if (isKilled) onKill();
        })
        .catch(onFailure)
        .finally(() => {
          this.#socket = undefined;
          this.#stub = undefined;
        });
    };
    if (this.#socket) this.#serve(this.#socket);
  }

  /** Lets go of the port, and ends the session when what was to be said is said. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#stub?.close();
    if (this.#socket) hangUp(this.#socket);
    await this.#serving;
  }

  /** Serves a gdb to its end: has it killed the target? */
  async #serveOne(target: GdbTarget, socket: Socket): Promise<boolean> {
    await target.attach();
    const stub = new GdbStub(target, (bytes) => void (socket.writable && socket.write(bytes)));
    this.#stub = stub;
    await new Promise<void>((resolve, reject) => {
      socket.on('data', (bytes) => {
        stub.receive(bytes).then(() => stub.left !== undefined && hangUp(socket), reject);
      });
      socket.on('close', () => resolve());
      if (socket.closed) resolve();
    }).finally(() => socket.destroy());
    await stub.close();
    return stub.left === 'kill';
  }
}

/** Closes a connection once all that was written has gone out, whether or not the other side does. */
const hangUp = (socket: Socket): void => void socket.end(() => socket.destroy());
