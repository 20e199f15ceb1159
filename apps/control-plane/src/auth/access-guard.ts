import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerStorage } from '@nestjs/throttler';
import { allows, ControlError, type Ports, verifyKey } from '@reprise/control';
import { CONFIGURATION, PORTS } from '../application/tokens.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { RequestProblem } from '../http/request-problem.ts';
import { problemOf } from '../http/problem-of.ts';
import { Facts, type RouteFacts } from '../http/route.ts';

/** Wrong secrets that an address may show in a minute. */
const GUESSES = 60;
const MINUTE = 60_000;

/** Lets in who may call a route. A route that does not say who may is closed to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #ports: Ports;
  readonly #guesses: ThrottlerStorage;
  readonly #token: Buffer;

  constructor(@Inject(Reflector) reflector: Reflector, @Inject(PORTS) ports: Ports, @Inject(ThrottlerStorage) guesses: ThrottlerStorage, @Inject(CONFIGURATION) { workerToken }: Configuration) {
    this.#reflector = reflector;
    this.#ports = ports;
    this.#guesses = guesses;
    this.#token = digest(workerToken);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const facts: RouteFacts | undefined = this.#reflector.get(Facts, context.getHandler());
    if (!facts) throw new RequestProblem(403, 'route.closed', 'this route says nobody may call it');
    try {
      await this.#check(request, facts);
    } catch (error) {
      const { status, code } = problemOf(error);
      if (status === 401 && code !== 'key.missing') await this.#count(request);
      throw error;
    }
    return true;
  }

  async #check(request: ApiRequest, { by }: RouteFacts): Promise<void> {
    if (by === 'anyone') return;
    const secret = secretOf(request);
    if (by === 'worker') {
      if (!timingSafeEqual(digest(secret), this.#token)) throw new RequestProblem(401, 'worker.unknown', 'the token is not that of the workers of this control plane');
      return;
    }
    const key = await verifyKey(this.#ports, secret);
    if (!allows(key.role, by)) throw new ControlError('key.forbidden', `the role of this key is ${key.role}: this needs ${by}`);
    request.caller = { key: key.id, project: key.project, role: key.role };
  }

  /** @throws RequestProblem rate.limited for an address that keeps showing wrong secrets */
  async #count({ ip = '' }: ApiRequest): Promise<void> {
    const { isBlocked } = await this.#guesses.increment(`guesses of ${ip}`, MINUTE, GUESSES, MINUTE, 'guesses');
    if (isBlocked) throw new RequestProblem(429, 'rate.limited', 'too many wrong keys came from this address: wait a minute');
  }
}

const BEARER = /^Bearer +(\S{1,512})$/i;

/** @throws RequestProblem key.missing */
function secretOf({ headers: { authorization = '' } }: ApiRequest): string {
  const [, secret] = BEARER.exec(authorization) ?? [];
  if (secret === undefined) throw new RequestProblem(401, 'key.missing', 'no key was shown: send it as Authorization: Bearer rk_..');
  return secret;
}

/** Of equal length for all secrets, which comparing them in constant time needs. */
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
