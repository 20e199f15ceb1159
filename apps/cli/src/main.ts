import { OptionError } from '@reprise/options';
import { serviceProblem } from './client/service-problem.ts';
import { commandNamed } from './commands.ts';
import { isDataProblem } from './recording/data-problem.ts';

const BAD_USAGE = 2;
/** Stored data is damaged, or cannot be reached: EX_DATAERR of sysexits.h. */
const BAD_DATA = 65;
const INTERNAL_ERROR = 70;
/** As of SIGPIPE. */
const OUTPUT_CLOSED = 141;
const LEAST_NODE = 24;

/** Runs the command, and returns the exit status. */
async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  try {
    if (Number.parseInt(process.versions.node, 10) < LEAST_NODE) {
      throw new OptionError(`this needs Node ${LEAST_NODE} or later, not ${process.versions.node}: the launcher, ./reprise, brings it`);
    }
    return await (await commandNamed(name))(args);
  } catch (error) {
    if (error instanceof OptionError) {
      process.stderr.write(`reprise: ${error.message}\n`);
      return BAD_USAGE;
    }
    if (error instanceof Error && isDataProblem(error)) {
      process.stderr.write(`reprise: ${error.message}\n`);
      return BAD_DATA;
    }
    const problem = error instanceof Error ? serviceProblem(error) : null;
    if (problem) {
      process.stderr.write(`reprise: ${problem.message}\n`);
      return problem.status;
    }
    process.stderr.write(`reprise: the emulator failed, which is a defect of it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return INTERNAL_ERROR;
  }
}

// Who reads the output is gone: nothing is left to do for those that only print. Others have listeners of their own.
process.stdout.on('error', (error: Error) => {
  if ('code' in error && error.code === 'EPIPE' && process.stdout.listenerCount('error') === 1) process.exit(OUTPUT_CLOSED);
});

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
