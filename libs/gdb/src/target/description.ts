import { csrNames, type Extensions } from '@reprise/riscv';

/** gdb's register numbers for RISC-V (gdb/riscv-tdep.h): x0..x31, pc, f0..f31, then the CSRs, then the privilege level. */
export const GdbRegister = { X: 0, PC: 32, F: 33, CSR: 65, PRIVILEGE: 65 + 4096 } as const;

/** Registers in a `g` packet: x0..x31 and pc. gdb asks for the others one by one. */
export const GENERAL_REGISTERS = 33;

/** ABI names of x0 .. x31, as gdb has them. */
export const abiRegisters = 'zero ra sp gp tp t0 t1 t2 fp s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');
const F_ABI = 'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(' ');
/** The CSRs that gdb counts among the floating-point registers. */
const FP_CSRS = [1, 2, 3];

const header = '<?xml version="1.0"?>';
const feature = (name: string, registers: readonly string[]): string =>
  `${header}<!DOCTYPE feature SYSTEM "gdb-target.dtd"><feature name="org.gnu.gdb.riscv.${name}">${registers.join('')}</feature>`;

/** Bits of a register, as the target description has them. */
export function registerBits(number: number, { d }: Pick<Extensions, 'd'>): 32 | 64 {
  if (number >= GdbRegister.F && number < GdbRegister.CSR) return d ? 64 : 32;
  return FP_CSRS.includes(number - GdbRegister.CSR) ? 32 : 64;
}

/** The target description of a hart ("Debugging with GDB", §G.5.13, RISC-V features), by file name. */
export function describeTarget(extensions: Extensions): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const register = (name: string, number: number, type: string, group?: string): string =>
    `<reg name="${name}" bitsize="${registerBits(number, extensions)}" type="${type}" regnum="${number}"${group ? ` group="${group}"` : ''}/>`;
  const general = abiRegisters.map((name, i) => register(name, GdbRegister.X + i, name === 'sp' || name === 'fp' || name === 'gp' ? 'data_ptr' : 'int'));
  files.set('riscv-64bit-cpu.xml', feature('cpu', [...general, register('pc', GdbRegister.PC, 'code_ptr')]));
  if (extensions.f) {
    const type = extensions.d ? 'ieee_double' : 'ieee_single';
    const floats = F_ABI.map((name, i) => register(name, GdbRegister.F + i, type));
    const control = FP_CSRS.map((number) => register(csrNames.get(number) ?? `csr${number}`, GdbRegister.CSR + number, 'int', 'float'));
    files.set('riscv-fpu.xml', feature('fpu', [...floats, ...control]));
  }
  const csrs = [...csrNames].filter(([number]) => !FP_CSRS.includes(number));
  files.set('riscv-csr.xml', feature('csr', csrs.map(([number, name]) => register(name, GdbRegister.CSR + number, 'int', 'csr'))));
  files.set('riscv-virtual.xml', feature('virtual', [register('priv', GdbRegister.PRIVILEGE, 'int')]));
  const includes = [...files.keys()].map((name) => `<xi:include href="${name}"/>`).join('');
  files.set('target.xml', `${header}<!DOCTYPE target SYSTEM "gdb-target.dtd"><target><architecture>riscv:rv64</architecture>${includes}</target>`);
  return files;
}
