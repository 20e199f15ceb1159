import { demoSteps } from './demo-steps.ts';
import type { Surroundings } from './run-command.ts';
import { showCommand } from './show-command.ts';

const INTRODUCTION = `Reprise runs a whole machine, a 64-bit RISC-V board with Linux, so that it can be run again and be the same to the last bit.
These commands are executed now, in a folder that is removed at the end. Typed in this order they do the same.
`;

const CLOSE = `
Next:
  ./reprise run                  a shell in that Linux; exit leaves it
  ./reprise info rec             what is in a recording
  ./reprise help                 all commands; rm -r rec fork crash removes what the above ones made
`;

/** What one machine by itself can do: exit status 0 if every command did what it should. */
export async function localDemo(surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  output.writeText(INTRODUCTION);
  for (const [index, { title, says, commands }] of demoSteps.entries()) {
    output.writeText(`\n${index + 1}. ${title}. ${says}\n`);
    for (const command of commands) {
      if (!(await showCommand(command, surroundings))) return 1;
    }
  }
  output.writeText(CLOSE);
  await output.flush();
  return 0;
}
