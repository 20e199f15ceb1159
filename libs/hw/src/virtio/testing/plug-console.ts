import { Dma } from '@reprise/memory';
import { type CharBackend, createDevice, type Device, type DeviceBench } from '@reprise/qdev';

/** Plugs a virtconsole into the controller on a bench; `accept` is told each time that it can take input. */
export function plugConsole(bench: DeviceBench, chardev: CharBackend, accept: () => void = () => {}): Device {
  const port = createDevice(bench.registry, 'virtconsole');
  bench.plugged[0]?.bus?.addChild('console', port);
  port.setBackends({ chardev });
  port.realize({
    clock: bench.clock,
    timers: bench.timers,
    dma: new Dma(bench.space),
    system: { requestShutdown: () => {}, requestReset: () => {} },
    allocateBlock: () => bench.ram,
    acceptInput: accept,
    trace: bench,
  });
  return port;
}
