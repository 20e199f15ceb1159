import { applyDecorators, HttpCode } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBody, ApiConsumes, ApiExtension, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Role } from '@reprise/contracts';
import type { z } from 'zod';

/** Bytes of a body in JSON or YAML, where a route says nothing else. */
const BODY_BYTES = 2 ** 20;

export interface RouteFacts {
  /** Who may call it: anybody, workers by their token, or whose key has this role or a higher one. */
  readonly by: 'anyone' | 'worker' | Role;
  /** What it is for, in a line. */
  readonly summary: string;
  /** Of a success; default 200. */
  readonly status?: number;
  /** What it answers: JSON of this schema, or bytes of one of these media types. Nothing: a status alone. */
  readonly answer?: z.ZodType | readonly string[];
  /** What it takes beside parameters: text (JSON or YAML; default of POST, PUT and PATCH) or bytes, and how many bytes at most. */
  readonly body?: { readonly of: 'text' | 'bytes' | 'none'; readonly limit?: number };
  /** It makes something, and makes it once for each Idempotency-Key. */
  readonly makes?: boolean;
  /** It is called too often to be counted against a rate. */
  readonly unlimited?: boolean;
  /** Headers that it reads. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const Facts = Reflector.createDecorator<RouteFacts>();

export const bodyLimit = ({ body }: RouteFacts): number => body?.limit ?? BODY_BYTES;

/** All there is to say of a route but its path and parameters: what guards, interceptors, the API's description and its tests go by. */
export function Route(facts: RouteFacts): MethodDecorator {
  const { by, summary, status = 200, answer, body, makes = false, headers = {} } = facts;
  const media = Array.isArray(answer) ? (answer as readonly string[]) : undefined; // a schema is no list
  return applyDecorators(
    Facts(facts),
    HttpCode(status),
    ApiOperation({ summary }),
    ApiExtension('x-by', by),
    ...(by === 'anyone' ? [] : [ApiSecurity(by === 'worker' ? 'worker' : 'key')]),
    ...(media ? [ApiProduces(...media)] : []),
    // A schema of zod is one of the standard: what is no list of media types is one.
    ApiResponse({ status, description: summary, ...(media || answer === undefined ? {} : { standardSchema: answer as z.ZodType }) }),
    ApiResponse({ status: 'default', description: 'What was wrong, where, and what would be right', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }),
    ApiConsumes(...(body?.of === 'bytes' ? ['application/octet-stream'] : ['application/json', 'application/yaml'])),
    ...(body?.of === 'bytes' ? [ApiBody({ required: true, schema: { type: 'string', format: 'binary' } })] : []),
    ...(makes ? [ApiHeader({ name: 'Idempotency-Key', required: false, description: 'any text; a request that is made again with it has the answer of the first', schema: { type: 'string', maxLength: 200 } })] : []),
    ...Object.entries(headers).map(([name, description]) => ApiHeader({ name, required: false, description, schema: { type: 'string' } })),
  );
}

