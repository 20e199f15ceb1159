import type { Run } from '@reprise/vm';
import { abiRegisters } from '../target/description.ts';
import type { MonitorCommand, MonitorCommands } from './monitor.ts';

/** What a board can say of itself; machines of libs/machine do. */
export interface Introspection {
  infoMtree(flat?: boolean): string;
  infoQtree(): string;
  infoQomTree(): string;
}

/** The commands for any run, named as in QEMU's monitor. `machine` is absent where the machine cannot tell. */
export function runCommands(run: Run, machine: Introspection | undefined): MonitorCommands {
  const commands: Record<string, MonitorCommand> = {
    icount: { help: 'the instruction count and virtual time', run: () => `icount ${run.icount}, virtual time ${run.time.now()} ns\n` },
    'info registers': { help: 'the registers of every hart', run: () => registers(run) },
    'info status': { help: 'the run state', run: () => `VM status: ${run.state.current}\n` },
    digest: { help: 'the name of the state', run: () => `${run.digest()}\n` },
  };
  if (machine) {
    commands['info mtree'] = { help: 'the memory map; -f: as it is seen', run: (argument) => machine.infoMtree(argument === '-f') };
    commands['info qtree'] = { help: 'the devices and their buses', run: () => machine.infoQtree() };
    commands['info qom-tree'] = { help: 'the composition tree', run: () => machine.infoQomTree() };
  }
  return commands;
}

function registers(run: Run): string {
  return run.machine.harts
    .map((hart) => {
      const hex = (value: bigint): string => value.toString(16).padStart(16, '0');
      const rows = abiRegisters.map((name, i) => `${name.padStart(5)} ${hex(hart.x(i))}${i % 4 === 3 ? '\n' : ''}`).join('');
      const csrs = (['mstatus', 'mcause', 'mepc', 'mtval', 'scause', 'sepc', 'stval', 'satp'] as const)
        .map((name, i) => `${name.padStart(8)} ${hex(hart.get(name))}${i % 4 === 3 ? '\n' : ''}`)
        .join('');
      return `hart ${hart.index}: pc ${hex(hart.pc)} privilege ${hart.privilege}${hart.get('waiting') === 0n ? '' : ' (waits)'}\n${rows}${csrs}`;
    })
    .join('');
}
