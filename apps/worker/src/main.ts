/** A worker, configured by its environment (docs/service.md). Ends with status 0 once it has given its runs back after SIGTERM or SIGINT. */
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readSettings, SettingsError, type Settings } from './worker/settings.ts';
import { Worker } from './worker/worker.ts';

const WRONG_SETTINGS = 2;

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message.split('\n').map((line) => `reprise worker: ${line}`).join('\n')}\n`);
    process.exit(WRONG_SETTINGS);
  }
}

const isBundled = new URL('.', import.meta.url).pathname.endsWith('/bundle/');
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** This module is in apps/worker/src or apps/worker/dist, with that of a VM's process, or in apps/worker/bundle; then that is in the bundle of the command, whose engine it shares. */
const program = {
  vmProcess: isBundled
    ? { file: fileOf('../../cli/bundle/start.js'), env: { REPRISE_MODULE: './vm-process.js' } }
    : { file: fileOf(import.meta.url.endsWith('.ts') ? 'vm-process.ts' : 'vm-process.js'), env: {} },
  guests: fileURLToPath(new URL('../../../guests', import.meta.url)),
};
const worker = new Worker(settingsOrExit(), program, pino({ base: { process: 'worker' } }, pino.destination({ fd: 2, sync: true })));
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
});
await Promise.race([worker.start().then(() => stopped), stopped]);
await worker.stop();
process.exit(0); // whatever connections are still being looked for
