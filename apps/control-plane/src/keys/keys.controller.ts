import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { apiKey, createdKey, keyId, keyRequest, pageOf, type ApiKey, type CreatedKey, type KeyRequest, type Page } from '@reprise/contracts';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { plainPage, type PageQuery } from '../http/page-query.ts';
import { Route } from '../http/route.ts';
import { Keys } from './keys.ts';

@Controller('v1/keys')
export class KeysController {
  readonly #keys: Keys;

  constructor(@Inject(Keys) keys: Keys) {
    this.#keys = keys;
  }

  // Not made once for an Idempotency-Key: its answer would have to be kept, and nobody keeps a secret.
  @Post()
  @Route({ by: 'admin', summary: 'A new key; its secret is told this once', status: 201, answer: createdKey })
  create(@Calling() caller: Caller, @Body({ schema: keyRequest }) request: KeyRequest): Promise<CreatedKey> {
    return this.#keys.create(caller, request);
  }

  @Get()
  @Route({ by: 'admin', summary: 'Keys of the project, the newest first', answer: pageOf(apiKey) })
  list(@Calling() caller: Caller, @Query({ schema: plainPage }) page: PageQuery): Promise<Page<ApiKey>> {
    return this.#keys.list(caller, page);
  }

  @Delete(':key')
  @Route({ by: 'admin', summary: 'Revokes a key, from now on and for good', answer: apiKey })
  revoke(@Calling() caller: Caller, @Param('key', { schema: keyId }) id: string): Promise<ApiKey> {
    return this.#keys.revoke(caller, id);
  }
}
