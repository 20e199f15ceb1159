export { ns16550a } from './char/ns16550a.ts';
export { aclintSwi } from './intc/aclint-swi.ts';
export { sifivePlic } from './intc/sifive-plic.ts';
export { sifiveTest } from './misc/sifive-test.ts';
export { aclintMtimer, deadlineOf, readMtime } from './timer/aclint-mtimer.ts';
export { hwDevices } from './hw-devices.ts';
export { virtioBlk } from './virtio/virtio-blk.ts';
export { freeVirtioSlot, registerVirtio, virtioDevices } from './virtio/virtio-devices.ts';
export { virtioMmio } from './virtio/virtio-mmio.ts';
