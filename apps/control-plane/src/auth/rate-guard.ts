import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { ApiRequest } from '../http/api-request.ts';
import { Facts } from '../http/route.ts';

/** Counts requests by key, once it is known whose they are; of those without one, by the address that they come from. */
@Injectable()
export class RateGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.reflector.get(Facts, context.getHandler()).unlimited ?? false);
  }

  protected override getTracker({ caller, ip = '' }: ApiRequest): Promise<string> {
    return Promise.resolve(caller?.key ?? ip);
  }

  /** One count for all routes. */
  protected override generateKey(_: ExecutionContext, tracker: string): string {
    return tracker;
  }
}
