/** A file that gdb may read: the program that runs, or its symbols. */
export interface ProgramFile {
  readonly name: string;
  /** The same bytes each time. */
  readonly read: () => Promise<Uint8Array>;
}
