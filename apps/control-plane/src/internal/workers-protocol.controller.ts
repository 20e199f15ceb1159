import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { assignment, claim, heartbeat, heartbeatAnswer, registration, workerId, type Assignment, type Heartbeat, type HeartbeatAnswer, type Registration } from '@reprise/contracts';
import { claimRun, heartbeatWorker, type Ports, registerWorker } from '@reprise/control';
import type { z } from 'zod';
import { PORTS } from '../application/tokens.ts';
import { Route } from '../http/route.ts';
import { GuestSpeed } from '../metrics/guest-speed.ts';

/** What workers say of themselves: libs/contracts, worker/protocol.ts. */
@Controller('internal/v1/workers')
export class WorkersProtocolController {
  readonly #ports: Ports;
  readonly #speed: GuestSpeed;

  constructor(@Inject(PORTS) ports: Ports, @Inject(GuestSpeed) speed: GuestSpeed) {
    this.#ports = ports;
    this.#speed = speed;
  }

  @Post()
  @Route({ by: 'worker', summary: 'A worker says that it is there', status: 204, unlimited: true })
  register(@Body({ schema: registration }) body: Registration): Promise<void> {
    return registerWorker(this.#ports, body);
  }

  @Post(':worker/claim')
  @Route({ by: 'worker', summary: 'Asks to own a run that waits', answer: assignment, unlimited: true })
  claim(@Param('worker', { schema: workerId }) worker: string, @Body({ schema: claim }) { run }: z.infer<typeof claim>): Promise<Assignment> {
    return claimRun(this.#ports, worker, run);
  }

  @Post(':worker/heartbeat')
  @Route({ by: 'worker', summary: 'Renews leases, and learns what is wanted', answer: heartbeatAnswer, unlimited: true })
  heartbeat(@Param('worker', { schema: workerId }) worker: string, @Body({ schema: heartbeat }) body: Heartbeat): Promise<HeartbeatAnswer> {
    this.#speed.heard(worker, body);
    return heartbeatWorker(this.#ports, worker, body);
  }
}
