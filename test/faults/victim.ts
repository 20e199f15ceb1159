/** A service to be disturbed: with PGlite and a folder, or with PostgreSQL, two control planes and an S3 server behind a proxy that fails. */
import { CephServer } from '../s3/ceph-server.ts';
import { FaultProxy } from '../s3/fault-proxy.ts';
import { createBucket, environmentOf } from '../s3/s3-server.ts';
import { startPostgres } from '../postgres/postgres-server.ts';
import type { Victim } from './faults.ts';
import { Service, type ServiceOptions } from './service.ts';

export interface VictimOptions {
  readonly isS3?: boolean;
  readonly isPostgres?: boolean;
  /** As of ServiceOptions. */
  readonly workerModule?: string;
  /** More arguments of Node, for control planes and workers. */
  readonly nodeArguments?: readonly string[];
}

export interface OpenVictim extends Victim {
  /** Answers the exit statuses of the workers. */
  stop(): Promise<(number | null)[]>;
}

export async function openVictim({ isS3 = false, isPostgres = false, nodeArguments = [], workerModule }: VictimOptions): Promise<OpenVictim> {
  const ends: (() => Promise<unknown>)[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    let options: ServiceOptions = { workers: 3, slots: 2, nodeArguments, ...(workerModule !== undefined && { workerModule }) };
    let proxy: FaultProxy | undefined;
    if (isPostgres) {
      const server = await startPostgres();
      ends.push(() => server.remove());
      options = { ...options, controlPlanes: 2, database: server.database() };
    }
    if (isS3) {
      const ceph = new CephServer();
      ends.push(() => ceph.stop());
      const server = await ceph.start();
      await createBucket(server, 'reprise');
      const opened = await FaultProxy.start(server.endpoint);
      ends.push(() => opened.stop());
      proxy = opened;
      options = { ...options, store: { url: `s3://reprise/store?endpoint=${opened.endpoint}`, environment: { AWS_REGION: 'us-east-1', ...environmentOf(server) } } };
    }
    const service = await Service.start(options);
    return {
      service,
      proxy,
      stop: async () => {
        const statuses = await service.stop();
        await endAll();
        return statuses;
      },
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}
