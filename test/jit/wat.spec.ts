/** The text of modules beside that of WABT: what it assembles from ours is what we generated. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpreterModule } from '@reprise/interp';
import { printModule } from '@reprise/wasm';
import { afterAll, expect, it } from 'vitest';
import { allTables } from '../differential/tables.ts';
import { needsTool } from '../tools.ts';
import { compilationsOf, programs, type ProgramName } from './programs.ts';

needsTool('wat2wasm', 'wasm2wat')('the text of a module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-wat-'));
  const [ours, text, theirs] = ['ours.wasm', 'text.wat', 'theirs.wasm'].map((name) => join(folder, name)) as [string, string, string]; // as many
  const features = ['--enable-threads', '--enable-tail-call'];
  const disassembled = (file: string): string => execFileSync('wasm2wat', [...features, '--no-check', file], { encoding: 'utf8', maxBuffer: 1 << 30 });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** WABT groups locals of one type, so that bytes may differ; its own text of both does not. */
  const expectSame = (module: Uint8Array): void => {
    writeFileSync(ours, module);
    writeFileSync(text, printModule(module));
    execFileSync('wat2wasm', [...features, text, '-o', theirs]);
    expect(disassembled(theirs)).toBe(disassembled(ours));
  };

  it.each(Object.keys(programs) as ProgramName[])('assembles to it: %s', (name) => { // its own keys
    for (const { module } of compilationsOf(name)) expectSame(module);
  });

  it('assembles to it: the interpreter, with every instruction', () => {
    expectSame(interpreterModule(allTables.instructions, { compressed: new Set(allTables.compressed.map(({ base }) => base)), counts: true }).build());
  });
});
