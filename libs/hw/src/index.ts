export { ns16550a } from './char/ns16550a.ts';
export { hwDevices } from './hw-devices.ts';
