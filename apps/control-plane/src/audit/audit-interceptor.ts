import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Ports, writeAudit } from '@reprise/control';
import { PinoLogger } from 'nestjs-pino';
import { catchError, concatMap, type Observable } from 'rxjs';
import { PORTS } from '../application/tokens.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { problemOf } from '../http/problem-of.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes down every call with a key that changes something, or was meant to, and what came of it, before it is answered. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  readonly #ports: Ports;
  readonly #log: PinoLogger;

  constructor(@Inject(PORTS) ports: Ports, @Inject(PinoLogger) log: PinoLogger) {
    this.#ports = ports;
    this.#log = log;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (!request.caller || READING.has(request.method ?? '')) return next.handle();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.#write(request, 'ok', answer);
        return answer;
      }),
      catchError(async (error: unknown) => {
        await this.#write(request, problemOf(error).code, undefined);
        throw error;
      }),
    );
  }

  /** What was done is done: a record that is away by now must not make it look otherwise. */
  async #write({ id, method, route, params, caller }: ApiRequest, outcome: string, answer: unknown): Promise<void> {
    if (!caller) return;
    const action = `${method} ${route?.path ?? ''}`;
    const [first] = Object.values(params);
    try {
      await writeAudit(this.#ports, { project: caller.project, key: caller.key, action, target: first ?? idOf(answer), outcome, details: { request: id } });
    } catch (error) {
      this.#log.error({ err: error, action, outcome }, 'the audit could not be written');
    }
  }
}

/** Of what was made. */
function idOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const id = 'id' in answer ? answer.id : 'key' in answer ? idOf(answer.key) : null;
  return typeof id === 'string' ? id : null;
}
