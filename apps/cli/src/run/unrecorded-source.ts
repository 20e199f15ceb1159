import { prepareRun, type BootFiles, type RunConfiguration, type RunPorts } from '@reprise/vm-host';
import type { Opened } from './execute.ts';

/** Prepares a run from files that are being read. @throws OptionError */
export const openUnrecorded = async (configuration: RunConfiguration, ports: RunPorts, files: Promise<BootFiles> | undefined): Promise<Opened> => ({
  prepared: await prepareRun(configuration, ports, files),
});
