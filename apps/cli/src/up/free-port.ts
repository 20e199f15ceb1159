import { createServer } from 'node:net';
import { OptionError } from '@reprise/options';

/** A port of the loopback that nobody listens on: `wanted`, or any for 0. @throws OptionError if it is taken */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) =>
      reject(new OptionError(`port ${wanted} cannot be listened on (${'code' in error ? String(error.code) : error.message}): name another with --port P, or --port 0 for any that is free`)));
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}
