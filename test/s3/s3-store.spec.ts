import { openStore } from '@reprise/store';
import { CONFORMANCE_PAGE, conformanceCases } from '@reprise/store/testing';
import { beforeAll, it } from 'vitest';
import { needsTool } from '../tools.ts';
import type { S3Server } from './ceph-server.ts';
import { createBucket, environmentOf, s3Server, s3Tools } from './s3-server.ts';

needsTool(...s3Tools)('a store in a bucket of an S3 server', () => {
  let server: S3Server;
  let stores = 0;
  beforeAll(async () => {
    server = await s3Server();
    await createBucket(server, 'conformance');
  });
  it.each(conformanceCases)('$title', async ({ run }) => {
    const address = `s3://conformance/store-${stores++}/x?endpoint=${server.endpoint}`;
    const store = openStore(address, { environment: environmentOf(server), s3: { pageSize: CONFORMANCE_PAGE } });
    await run(store);
    await store.close();
  });
});
