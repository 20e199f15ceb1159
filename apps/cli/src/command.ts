/** Takes the arguments behind its name; returns the exit status. @throws OptionError for what is wrong with them */
export type Command = (args: readonly string[]) => Promise<number>;

/** A command, as help has it. */
export interface CommandInfo {
  readonly description: string;
  /** Loaded only when it is called: each needs other parts. */
  readonly load: () => Promise<Command>;
}
