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

/** This module is in apps/worker/src, apps/worker/dist or apps/worker/bundle, with that of a VM's process. */
const program = {
  vmProcess: fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'vm-process.ts' : 'vm-process.js', import.meta.url)),
  guests: fileURLToPath(new URL('../../../guests', import.meta.url)),
};
const worker = new Worker(settingsOrExit(), program, pino({ base: { process: 'worker' } }, pino.destination({ fd: 2, sync: true })));
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
});
await Promise.race([worker.start().then(() => stopped), stopped]);
await worker.stop();
process.exit(0); // whatever connections are still being looked for
