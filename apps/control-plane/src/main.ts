import { createFirstKey } from '@reprise/control';
import { createApplication } from './application/create-application.ts';
import { openParts } from './application/parts.ts';
import { BadConfiguration, parseConfiguration } from './configuration/configuration.ts';

/** Projects have names that people give; the first key is of this one. */
const FIRST_PROJECT = 'default';

async function start(): Promise<void> {
  const configuration = parseConfiguration(process.env);
  const parts = await openParts(configuration);
  const application = await createApplication(configuration, parts);
  try {
    const first = await createFirstKey(parts.ports, FIRST_PROJECT, configuration.firstKey);
    // Said once, here; one that was given is known to who gave it.
    if (first && configuration.firstKey === undefined) process.stdout.write(`the first key, of an admin of project ${FIRST_PROJECT}: ${first.secret}\n`);
    application.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    await application.listen(configuration.port, configuration.host);
    process.stdout.write(`listening on ${await application.getUrl()}\n`);
  } catch (error) {
    await application.close();
    throw error;
  }
}

try {
  await start();
} catch (error) {
  process.stderr.write(`control plane: ${error instanceof BadConfiguration ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
