import type { DeviceType } from '@reprise/qdev';
import { cfiPflash01 } from './block/cfi-pflash01.ts';
import { ns16550a } from './char/ns16550a.ts';
import { aclintSwi } from './intc/aclint-swi.ts';
import { sifivePlic } from './intc/sifive-plic.ts';
import { fwCfgMem } from './misc/fw-cfg.ts';
import { htif } from './misc/htif.ts';
import { sifiveTest } from './misc/sifive-test.ts';
import { goldfishRtc } from './rtc/goldfish-rtc.ts';
import { aclintMtimer } from './timer/aclint-mtimer.ts';

/** The kinds of devices that are not on a virtio bus, for a board to register. */
export const hwDevices: readonly DeviceType[] = [ns16550a, aclintSwi, aclintMtimer, sifivePlic, sifiveTest, goldfishRtc, htif, fwCfgMem, cfiPflash01];
