import { runCommands, RunTarget } from '@reprise/gdb';
import { loadGdbServer, type FolderRecording, type GdbServer, type PreparedRun, type RunSession, type SessionOptions } from '@reprise/vm-host';
import { projectFile } from '../project-file.ts';
import { attachLine, listenForGdb } from './listen-for-gdb.ts';

/** A gdb that a run waits for before its first instruction. */
export class LiveGdb {
  readonly #server: GdbServer;
  #target: RunTarget | undefined;

  private constructor(server: GdbServer) {
    this.#server = server;
  }

  /** @throws OptionError if the port cannot be had */
  static async listen(port: number): Promise<LiveGdb> {
    return new LiveGdb(await listenForGdb('--gdb', port));
  }

  /** Who is to run the run in place of `runner`: it goes on only as gdb lets it. */
  async runnerFor({ run, machine, files }: PreparedRun, runner: SessionOptions['runner'], recording: FolderRecording | undefined): Promise<RunTarget> {
    const { programOfGuest } = await loadGdbServer();
    this.#target = new RunTarget(run, {
      commands: runCommands(run, machine),
      program: await programOfGuest(projectFile('guests'), files),
      ...(runner && { runner }),
      ...(recording && { writeProtection: 'this run is recorded, and what gdb writes is no input of it' }),
    });
    return this.#target;
  }

  /** Lets gdb come. */
  serve(session: RunSession): void {
    const target = this.#target;
    if (!target) return;
    target.onWake = () => session.wake();
    this.#server.serve(target, { onKill: () => session.requestEnd('quit'), onFailure: (error) => session.requestEnd('internal-error', error) });
    process.stderr.write(`reprise: waits for gdb: ${attachLine(this.#server)}\n`);
  }

  /** The run is over, which a gdb that waits for it is told, or nothing comes of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#target?.end();
    await this.#server.close();
  }
}
