import { readFileSync } from 'node:fs';
import { OptionError } from '@reprise/options';
import { commands } from '../commands.ts';
import { helpRow } from '../options/help-text.ts';
import { projectFile } from '../project-file.ts';
import { serviceCommands } from '../service-commands.ts';

/** `reprise help [COMMAND]` */
export async function helpCommand([name]: readonly string[]): Promise<number> {
  const command = name === undefined ? undefined : commands[name];
  if (command && name !== 'help') return (await command.load())(['--help']);
  const rows = (of: (key: string) => boolean): string =>
    Object.entries(commands).filter(([key]) => of(key)).map(([key, { description }]) => helpRow(key, description)).join('\n');
  const isOfService = (key: string): boolean => Object.hasOwn(serviceCommands, key);
  process.stdout.write(`Reprise, a deterministic emulator: the same machine, images and input give the same state at every instruction.

Usage: reprise COMMAND [OPTIONS]; reprise COMMAND --help

${rows((key) => !isOfService(key))}

The service:

${rows(isOfService)}
`);
  return 0;
}

/** `reprise --version` */
export async function versionCommand(): Promise<number> {
  const manifest: unknown = JSON.parse(readFileSync(projectFile('apps/cli/package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  process.stdout.write(`reprise ${version}\n`);
  return 0;
}

/** The tests must run where nothing is built. */
export function testElsewhere(): Promise<number> {
  throw new OptionError("the tests are run by the launcher: './reprise test'");
}
