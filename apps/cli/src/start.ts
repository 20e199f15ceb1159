/**
 * Starts the bundled command. V8 compiles a function when it is first called, which is a fifth of the time that a short run takes; so beside
 * each of the bundle's files lies what V8 made of it in the run that the build ended with. V8 itself tells what is not of its version and
 * flags, and then compiles as ever. (Node's own compile cache keeps what is compiled when a file is loaded, so no function that is called later.)
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import vm from 'node:vm';

/** Makes this run the one of which the code is kept. The launcher sets it, at the end of a build. */
const KEEP = 'REPRISE_KEEP_CODE';
/** Of JavaScript; the code of WebAssembly is kept before (libs/vm-host/src/run/kept-code.ts), so that this run loads it as others will. */
const JAVASCRIPT = 'javascript';

/** What of the bundle is started, if not the command. A worker sets it for the processes of its VMs, which so begin with the engine's code as well. */
const MODULE = 'REPRISE_MODULE';

const folder = import.meta.dirname;
const requireBuiltin = createRequire(join(folder, 'start.js'));
const loaded = new Map<string, { exports: unknown }>();
const scripts = new Map<string, vm.Script>();

const codeOf = (file: string): string => `${file}.code`;

/** CommonJS over files of this folder (Node.js, Modules: CommonJS modules, "The module wrapper"). */
function load(name: string): unknown {
  if (!name.startsWith('./')) return requireBuiltin(name);
  const file = join(folder, name);
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const wrapper = '(function (exports, require, module, __filename, __dirname) {';
  const script = new vm.Script(`${wrapper}${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    columnOffset: -wrapper.length,
    ...(existsSync(codeOf(file)) && { cachedData: readFileSync(codeOf(file)) }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  scripts.set(file, script);
  const define = script.runInThisContext() as (...scope: readonly unknown[]) => void; // it is the wrapper
  define(module.exports, load, module, file, folder);
  module.exports = settled(module.exports);
  return module.exports;
}

/**
 * The bundler's exports are getters, as they may be set later. Few are: a call for every use of a constant would make the engine half as fast. (And
 * properties that are added one by one would make the object a dictionary, which is no faster.)
 */
function settled(exports: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = { ...exports };
  for (const [name, value] of Object.entries(plain)) {
    if (value === undefined) Object.defineProperty(plain, name, { get: () => exports[name], enumerable: true });
  }
  return plain;
}

/** Code is good only under the flags that it was made with, and no process starts with those that a VM sets: they are taken back before. */
function keepCode(): void {
  const v8 = requireBuiltin('node:v8') as { setFlagsFromString: (flag: string) => void }; // its exports can be replaced
  const set = v8.setFlagsFromString;
  const taken: string[] = [];
  v8.setFlagsFromString = (flag) => {
    taken.push(flag.startsWith('--no-') ? flag.replace('--no-', '--') : flag.replace('--', '--no-'));
    set(flag);
  };
  process.on('exit', () => {
    for (const flag of taken.reverse()) set(flag);
    for (const [file, script] of scripts) writeFileSync(codeOf(file), script.createCachedData());
  });
}

if (process.env[KEEP] === JAVASCRIPT) keepCode();
load(process.env[MODULE] ?? './main.js');
