import { SCAUSE, SEPC, SSCRATCH, STVAL, STVEC } from '../hart/words.ts';
import { defineCsrs, ifSupervisor, plain, type Csr } from './csr.ts';
import { senvcfg, stimecmp } from './envcfg.ts';
import { sie, sip } from './interrupts.ts';
import { exceptionPc, vectorTable } from './machine.ts';
import { sstatus } from './status.ts';
import { satp } from './translation.ts';

// oxfmt-ignore
export const supervisorCsrs: readonly Csr[] = defineCsrs({
  sstatus:  [0x100, sstatus, ifSupervisor],
  sie:      [0x104, sie, ifSupervisor],
  stvec:    [0x105, vectorTable(STVEC), ifSupervisor],
  senvcfg:  [0x10a, senvcfg, { present: ({ extensions }) => extensions.s && extensions.u }],
  sscratch: [0x140, plain(SSCRATCH), ifSupervisor],
  sepc:     [0x141, exceptionPc(SEPC), ifSupervisor],
  scause:   [0x142, plain(SCAUSE), ifSupervisor],
  stval:    [0x143, plain(STVAL), ifSupervisor],
  sip:      [0x144, sip, ifSupervisor],
  stimecmp: [0x14d, stimecmp],
  satp:     [0x180, satp, ifSupervisor],
});
