/**
 * Serves S3 until its standard input ends: prints one line of JSON (S3Server) once it answers. Whoever started it need only die, and the
 * server is gone.
 */
import { CephServer } from './ceph-server.ts';

const server = new CephServer();
const end = async (status: number): Promise<void> => {
  await server.stop();
  process.exit(status);
};

process.stdin.on('end', () => void end(0)).on('error', () => void end(0)).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(1));
try {
  process.stdout.write(`${JSON.stringify(await server.start())}\n`);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  await end(1);
}
