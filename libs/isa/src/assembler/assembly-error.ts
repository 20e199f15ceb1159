/** What is wrong with assembly text, and in which line (from 1). */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** Runs a step of one line, so that its errors name the line. */
export function onLine<T>(line: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof AssemblyError || !(error instanceof Error)) throw error;
    throw new AssemblyError(line, error.message);
  }
}
