import { GdbStub, type GdbTarget } from '@reprise/gdb';
import { createServer, type Server, type Socket } from 'node:net';

/** How a debugger left: the connection closed or it detached, and the target goes on; or it killed the target. */
export type GdbEnd = 'detach' | 'kill';

/** Serves one target to gdb on a TCP port of the loopback interface: one connection at a time. */
export class GdbServer {
  readonly #target: GdbTarget;
  readonly #server: Server;
  #busy = false;

  private constructor(target: GdbTarget, server: Server) {
    this.#target = target;
    this.#server = server;
  }

  /** Listens on `port` of 127.0.0.1; 0 takes any that is free. Rejects when the port cannot be had. */
  static async listen(target: GdbTarget, port: number): Promise<GdbServer> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new GdbServer(target, server);
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** Waits for a gdb and serves it to its end. Others that connect meanwhile are turned away. */
  async session(): Promise<GdbEnd> {
    const socket = await new Promise<Socket>((resolve) => {
      const take = (candidate: Socket): void => {
        if (this.#busy) {
          candidate.destroy();
          return;
        }
        this.#busy = true;
        resolve(candidate);
      };
      this.#server.on('connection', take);
    });
    try {
      return await this.#serve(socket);
    } finally {
      this.#busy = false;
      this.#server.removeAllListeners('connection');
    }
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): Promise<GdbEnd> {
    const stub = new GdbStub(this.#target, (bytes) => void socket.write(bytes));
    return new Promise((resolve) => {
      const end = (how: GdbEnd): void => {
        stub.close();
        socket.end(() => resolve(how));
      };
      // the target runs in short stretches, so that an interrupt from gdb is seen between them
      const runOn = (): void => {
        if (!stub.isRunning) return;
        stub.runSome();
        setImmediate(runOn);
      };
      socket.on('data', (bytes) => {
        const wasRunning = stub.isRunning;
        stub.receive(bytes);
        if (stub.left) end(stub.left);
        else if (stub.isRunning && !wasRunning) setImmediate(runOn);
      });
      socket.on('error', () => end('detach'));
      socket.on('close', () => {
        stub.close();
        resolve(stub.left ?? 'detach');
      });
    });
  }
}
