import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { z } from 'zod';
import { Route } from '../http/route.ts';
import { Health, healthReport, type HealthReport } from './health.ts';

@Controller('health')
export class HealthController {
  readonly #health: Health;

  constructor(@Inject(Health) health: Health) {
    this.#health = health;
  }

  @Get('live')
  @Route({ by: 'anyone', summary: 'The process answers', answer: z.strictObject({ ok: z.literal(true) }), unlimited: true })
  live(): { readonly ok: true } {
    return { ok: true };
  }

  @Get('ready')
  @Route({ by: 'anyone', summary: 'Record, queue and store answer; 503 if one of them does not', answer: healthReport, unlimited: true })
  async ready(@Res({ passthrough: true }) response: ServerResponse): Promise<HealthReport> {
    const report = await this.#health.report();
    if (!report.ok) response.statusCode = 503;
    return report;
  }
}
