import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import type { RunOptions } from '@reprise/vm';
import { sha256 } from '../session/sha256.ts';

type KeptCode = NonNullable<RunOptions['kept']>;

/** What makes a process keep code. The launcher sets it, at the end of a build. */
const KEEP = 'REPRISE_KEEP_CODE';
const WEBASSEMBLY = 'webassembly';
/** Each file begins with the CRC-32 of what follows. */
const CHECK_BYTES = 4;
/** That of a module goes on with how many bytes its WebAssembly has. */
const LENGTH_BYTES = 4;

/**
 * Code in files beside this one, which are written at the end of a build: the WebAssembly of the interpreter and that of the regions of a boot of Linux,
 * with what V8 made of them, and the instructions that the boot meets, decoded. What is not there, not whole or not of this V8 is made anew.
 */
export const keptCode = (): KeptCode => (process.env[KEEP] === WEBASSEMBLY ? keeping : kept);

const kept: KeptCode = {
  isKeeping: false,
  module: restoreModule,
  keep: () => undefined,
  table(key, memory) {
    if (!restore(key, (length) => (length === memory.length ? memory : undefined))) memory.fill(0);
  },
};

/** What is done when the process ends. */
const last: (() => void)[] = [];

const keeping: KeptCode = {
  isKeeping: true,
  module: () => undefined,
  keep: (key, make) => atExit(() => {
    const made = compilingWell(make);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(made.bytes.length);
    keep(key, Buffer.concat([length, made.bytes, new Uint8Array(callV8('SerializeWasmModule', made.module))]));
  }),
  table: (key, memory) => atExit(() => keep(key, memory)),
};

function atExit(act: () => void): void {
  if (last.push(act) > 1) return;
  process.on('exit', () => last.forEach((each) => each()));
}

/** Modules made meanwhile have all of their functions compiled by V8's optimising compiler at once. */
function compilingWell<Made>(make: () => Made): Made {
  const flags = ['liftoff', 'wasm-lazy-compilation'];
  for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  try {
    return make();
  } finally {
    for (const flag of flags) setFlagsFromString(`--${flag}`);
  }
}

const fileOf = (key: string): string => join(import.meta.dirname, `${Buffer.from(sha256(Buffer.from(key))).toString('hex').slice(0, 16)}.kept`);

function keep(key: string, body: Uint8Array): void {
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32LE(crc32(body));
  const file = fileOf(key);
  writeFileSync(`${file}.new`, Buffer.concat([check, body]));
  renameSync(`${file}.new`, file);
}

/** Reads what was kept under a key into what `place` gives for its length; false if it is not there or not whole. */
function restore(key: string, place: (length: number) => Uint8Array | undefined): boolean {
  let file: number;
  try {
    file = openSync(fileOf(key), 'r');
  } catch {
    return false;
  }
  try {
    const length = fstatSync(file).size - CHECK_BYTES;
    const body = length >= 0 ? place(length) : undefined;
    const check = Buffer.alloc(CHECK_BYTES);
    return body !== undefined && readSync(file, check) === CHECK_BYTES && readSync(file, body) === length && crc32(body) === check.readUInt32LE();
  } catch {
    return false; // a disk that cannot be read
  } finally {
    closeSync(file);
  }
}

function restoreModule(key: string): ReturnType<KeptCode['module']> {
  let body = Buffer.alloc(0);
  if (!restore(key, (length) => (body = Buffer.allocUnsafeSlow(length)))) return undefined;
  const code = LENGTH_BYTES + body.readUInt32LE();
  const made = new Uint8Array(body.subarray(code)).buffer;
  return callV8('DeserializeWasmModule', made, body.subarray(LENGTH_BYTES, code));
}

/** Functions that V8 has for its tests, as it offers these nowhere else (V8, src/runtime/runtime-test-wasm.cc). */
interface V8Functions {
  SerializeWasmModule(module: unknown): ArrayBuffer;
  /** Undefined for what another version of V8, other flags or another kind of CPU made. */
  DeserializeWasmModule(code: ArrayBuffer, bytes: Uint8Array): ReturnType<KeptCode['module']>;
}

function callV8<Name extends keyof V8Functions>(name: Name, ...args: Parameters<V8Functions[Name]>): ReturnType<V8Functions[Name]> {
  setFlagsFromString('--allow-natives-syntax');
  try {
    const names = args.map((_, index) => `a${index}`).join(', ');
    const call = runInThisContext(`(${names}) => %${name}(${names})`) as (...args: unknown[]) => ReturnType<V8Functions[Name]>; // it is that function
    return call(...args);
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
