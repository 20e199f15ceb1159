import { describeCrash, resymbolise } from '@reprise/crash';
import { loadCrashes, sha256 } from '@reprise/vm-host';

/** Prints the record of a recording's crash, with other symbols if there are any. @throws OptionError */
export async function showCrash(folder: string, symbols: readonly string[]): Promise<number> {
  const { readCrashRecord, readSymbolFiles } = await loadCrashes();
  const crash = readCrashRecord(folder);
  const named = symbols.length > 0 ? resymbolise(crash, await readSymbolFiles(symbols), sha256) : crash;
  process.stdout.write(`${describeCrash(named)}\n`);
  return 0;
}
