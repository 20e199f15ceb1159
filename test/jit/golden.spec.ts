/**
 * What small programs are compiled from and into, as text: a change of the compiler shows in the difference. `REPRISE_BLESS=1 npx vitest run
 * test/jit` writes the files anew.
 */
import { printRegion } from '@reprise/jit';
import { printModule } from '@reprise/wasm';
import { expect, it } from 'vitest';
import { expectGolden } from '../golden.ts';
import { compilationsOf, programs, type ProgramName } from './programs.ts';

const file = (name: string): URL => new URL(`golden/${name}`, import.meta.url);
const text = (parts: readonly string[]): string => parts.join('\n');

it.each(Object.keys(programs) as ProgramName[])('the regions of %s, and what their instructions mean', (name) => { // its own keys
  const compilations = compilationsOf(name);
  expect(compilations.length).toBeGreaterThan(0);
  expectGolden(file(`${name}.regions.txt`), text(compilations.map(({ region }) => printRegion(region, 'programs'))));
});

/** Few: they all change with every change of the compiler. */
it.each(['loop', 'call', 'switch', 'memory'] as const)('the modules of %s', (name) => {
  expectGolden(file(`${name}.wat`), text(compilationsOf(name).map(({ module }) => printModule(module))));
});
