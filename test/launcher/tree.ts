import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tool } from '../tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A command in place of the real one: small to build, and says what the launcher gave it. */
const command = (answer: string): string => `
import { readFileSync } from 'node:fs';
const input = process.stdin.isTTY ? '' : readFileSync(0, 'utf8');
const answer = ${JSON.stringify(answer)};
process.stdout.write(JSON.stringify({ answer, args: process.argv.slice(2), cwd: process.cwd(), input, node: process.versions.node }));
process.exit(process.argv.includes('--exit') ? 7 : 0);
`;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Call {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves once stderr holds `text`, or at the end. */
  readonly says: (text: string) => Promise<void>;
}

/** What the launcher bundles, and what it only builds. */
const MODULES = { 'apps/cli': ['main'], 'apps/control-plane': ['main'], 'apps/worker': ['main', 'vm-process'], 'libs/vm-host': ['snapshot/snapshot-thread'] } as const;

/** A copy of what the launcher works on, as of a fresh clone: its own files, every package.json, and a small command in place of the applications. */
export class Tree {
  readonly path = mkdtempSync(join(tmpdir(), 'reprise-launcher-'));

  constructor() {
    const packages = ['libs', 'apps'].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}/package.json`));
    for (const file of ['reprise', 'package.json', 'package-lock.json', '.npmrc', 'tsconfig.base.json', 'types', 'apps/cli/src/start.ts', ...packages]) {
      cpSync(join(root, file), join(this.path, file), { recursive: true });
    }
    for (const [folder, modules] of Object.entries(MODULES)) {
      const references = folder === 'libs/vm-host' ? '' : ', "references": [{ "path": "../../libs/vm-host" }]';
      this.write(
        `${folder}/tsconfig.json`,
        `{ "extends": "../../tsconfig.base.json", "compilerOptions": { "rootDir": "src", "outDir": "dist", "types": ["node"] }, "include": ["src"]${references} }`,
      );
      for (const module of modules) this.write(`${folder}/src/${module}.ts`, '');
    }
    this.setAnswer('first');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  setAnswer(answer: string): void {
    this.write('apps/cli/src/main.ts', command(answer));
  }

  /** Calls ./reprise from another folder, in a process group of its own. */
  call(args: readonly string[], { input = '', ...env }: Readonly<Record<string, string>> = {}, launcher = join(this.path, 'reprise')): Call {
    const child = spawn(launcher, args, { cwd: tmpdir(), env: { ...cleanEnvironment(), ...env }, detached: true });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.stdin.on('error', () => undefined).end(input); // it may end without reading
    const outcome = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout: out.join(''), stderr: err.join('') }));
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (err.join('').includes(text)) resolve();
        };
        child.stderr.on('data', look).on('close', () => resolve());
        look();
      });
    return { child, outcome, says };
  }

  /** A folder for PATH that holds the programs the launcher needs, except those named. */
  pathWithout(...left: readonly string[]): string {
    const folder = mkdtempSync(join(this.path, 'path-'));
    const programs = 'sh dirname readlink uname cat cksum find sort grep sed head mkdir flock rm mv ln sleep env node npm';
    for (const name of programs.split(' ').filter((program) => !left.includes(program))) {
      const path = tool(name, cleanEnvironment()['PATH']);
      if (path !== undefined) symlinkSync(path, join(folder, name));
    }
    return folder;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** As a person's shell has it: without this project's own Node and without what npm and vitest add. */
const cleanEnvironment = (): Record<string, string> => {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|VITEST|NODE_|INIT_CWD)/i.test(name));
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    PATH: folders.join(delimiter),
    npm_config_prefer_offline: 'true',
  };
};
