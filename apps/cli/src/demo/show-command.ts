import { shellText, type DemoCommand } from './demo-steps.ts';
import { runCommand, type Surroundings } from './run-command.ts';

/** Shows a command, executes it, and shows what it prints. False if it did not end as it should. */
export async function showCommand(command: DemoCommand, surroundings: Surroundings): Promise<boolean> {
  const { output, signal } = surroundings;
  output.writeText(`\n   $ ${shellText(command)}\n`);
  await output.flush();
  const { status, seconds, text } = await runCommand(command, surroundings);
  signal.throwIfAborted();
  const isRight = status === command.status;
  output.writeText(isRight ? `   (${seconds.toFixed(1)} s)\n` : `\n${text}\nThis ended with status ${status}, not ${command.status}, which is a defect of the emulator.\n`);
  await output.flush();
  return isRight;
}

