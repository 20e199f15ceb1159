import { propertyHelp } from '@reprise/options';
import { TypeRegistry } from '@reprise/qom';
import { describe, expect, it } from 'vitest';
import { instructionExtensions } from '../hart/configuration.ts';
import { cpuModels, createCpu, parseCpuOption, registerCpuTypes, type RiscvCpu } from './riscv-cpu.ts';

const registry = new TypeRegistry();
registry.register({ name: 'device', abstract: true });
registerCpuTypes(registry);

const cpu = (text: string): RiscvCpu => createCpu(registry, parseCpuOption(registry, text));

describe('-cpu', () => {
  it('knows its models', () => {
    expect(cpuModels(registry)).toEqual(['rv64']);
    expect(registry.ancestry('rv64-riscv-cpu').map(({ name }) => name)).toEqual(['rv64-riscv-cpu', 'riscv-cpu', 'cpu', 'device', 'object']);
  });

  it.each<[string, string]>([
    ['rv64', 'rv64imafdc_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zba_zbb_zbc_zbs_sstc_svinval_svnapot'],
    ['rv64,v=off,sstc=on', 'rv64imafdc_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zba_zbb_zbc_zbs_sstc_svinval_svnapot'],
    ['rv64,d=off,f=off,svade=on,zbc=off', 'rv64imac_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zba_zbb_zbs_sstc_svade_svinval_svnapot'],
    ['rv64,s=off', 'rv64imafdc_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zba_zbb_zbc_zbs'],
  ])('%s has the ISA string that goes with it', (text, isa) => {
    expect(cpu(text).isaString).toBe(isa);
  });

  it.each<[string, string]>([
    ['rv64', 'riscv,sv57'],
    ['rv64,sv57=off', 'riscv,sv48'],
    ['rv64,sv48=off', 'riscv,sv39'],
    ['rv64,sv39=off', 'riscv,none'],
    ['rv64,mmu=off', 'riscv,none'],
    ['rv64,s=off', 'riscv,none'],
  ])('%s translates with %s', (text, type) => {
    expect(cpu(text).mmuType).toBe(type);
  });

  it('configures harts', () => {
    const { extensions, ...rest } = cpu('rv64,pmp=off,marchid=5,c=off').hartConfiguration(3, 0x8000_0000n);
    expect(rest).toEqual({
      hartid: 3, resetVector: 0x8000_0000n, maxSatpMode: 'sv57', pmpEntries: 0, mvendorid: 0n, marchid: 5n, mimpid: 0n,
    });
    expect(extensions.c).toBe(false);
    const features = instructionExtensions(extensions);
    expect([features.has('I'), features.has('C'), features.has('Zba'), features.has('Svinval')]).toEqual([true, false, true, true]);
  });

  it.each<[string, string]>([
    ['rv46', "unknown CPU model 'rv46', did you mean 'rv64'?"],
    ['', "unknown CPU model ''"],
    ['rv64,v=on', "property 'v' of 'rv64': expected off: vector instructions not available"],
    ['rv64,h', "property 'h' of 'rv64': expected off: hypervisor not available"],
    ['rv64,i=off', "property 'i' of 'rv64': expected on: it cannot be switched off"],
    ['rv64,zbbb=on', "unknown property 'zbbb' of 'rv64', did you mean 'zbb'?"],
    ['rv64,zbb=maybe', "property 'zbb' of 'rv64': expected on or off, got 'maybe'"],
    ['rv64,f=off', "'rv64': 'd' needs 'f': set d=off too"],
    ['rv64,u=off', "'rv64': 's' needs 'u': set s=off too"],
  ])('refuses %s', (text, message) => {
    expect(() => parseCpuOption(registry, text)).toThrow(message);
  });

  it('explains its properties', () => {
    expect(propertyHelp('rv64', registry.properties('rv64-riscv-cpu'))).toContain('supervisor timer compare (default: on)');
  });
});
