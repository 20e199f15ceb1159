import type { Replayer } from '@reprise/replay';
import type { MonitorCommands } from './monitor.ts';

/** The commands for a recorded run at any instant. */
export function replayCommands(replayer: Replayer): MonitorCommands {
  const { recording, run } = replayer;
  const { start, end } = recording;
  const where = (): string => `icount ${run.icount} of ${start.icount} to ${end.icount}, virtual time ${run.time.now()} ns, the turn is hart ${run.engine.currentHart.index}'s\n`;
  return {
    icount: { help: 'where the run is in its recording', run: where },
    seek: {
      help: 'N, start or end: goes to an instruction',
      run: async (argument) => {
        const target = argument === 'start' ? start : argument === 'end' ? end : /^\d{1,16}$/.test(argument) ? Number(argument) : undefined;
        if (target === undefined) return `'${argument}': expected seek N, seek start or seek end; the recording has the instructions ${start.icount} to ${end.icount}\n`;
        await replayer.seek(target);
        return `${where()}gdb still shows what it has read before; to see what is there: maintenance flush register-cache\n`;
      },
    },
  };
}
