import { stateDifferences } from '@reprise/vmstate';
import { expect, it } from 'vitest';
import { Disk } from './disk.ts';
import { toyHash, virtRun } from './testing/virt-run.ts';

const COUNT = `
  la a1, counter
loop: addi a0, a0, 1
  sd a0, 0(a1)
  j loop
.balign 4096
counter: .dword 0
`;

it('a state with its hash trees is that of its instant, and stays so', () => {
  const disk = new Disk({ size: 20_000, read: () => {} }, false);
  const { run } = virtRun(COUNT, { disks: new Map([['disk', disk]]) });
  run.runUntil({ icount: 1001 }); // before the addi
  const before = run.hashed();
  expect(before.digest).toBe(run.digest());
  const roots = (): string => JSON.stringify([before.ram, before.disks].map((trees) => [...trees].map(([name, tree]) => [name, ...tree.root()])));
  const kept = roots();
  run.runUntil({ icount: 1003 });
  disk.write(5000, Uint8Array.of(1));
  const after = run.hashed();
  expect(roots()).toBe(kept);
  expect(after.digest).not.toBe(before.digest);
  expect(after.disks.get('disk')?.root()).toEqual(disk.tree(toyHash).root());
  expect([...stateDifferences(before.state, after.state)].map(({ path }) => path)).toEqual([
    '/engine/fields/icount', '/engine/fields/turnLeft', '/machine/machine/soc/cpu0/fields/pc', '/machine/machine/soc/cpu0/fields/steps', '/machine/machine/soc/cpu0/fields/x[10]',
  ]);
  const [old, now] = [before, after].map(({ ram }) => ram.get('riscv_virt_board.ram'));
  const isSame = (page: number): boolean => String(old?.pageHash(page)) === String(now?.pageHash(page));
  expect([0, 1, 2, 3].filter((page) => !isSame(page))).toEqual([1]);
});
