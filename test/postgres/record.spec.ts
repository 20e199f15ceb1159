import { claimRun, ControlError, createRun, endRun, getRun, type ServiceRecord } from '@reprise/control';
import { endOf, jobOf, PROJECT, recordCases, World } from '@reprise/control/testing';
import { openRecord } from '@reprise/record';
import { empty, migrate, migrations, openDatabase, recordOver } from '@reprise/record/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { postgresTool, startPostgres, type PostgresServer } from './postgres-server.ts';

type Database = Awaited<ReturnType<typeof openDatabase>>;

needsTool(postgresTool)('the record in a PostgreSQL server', () => {
  let server: PostgresServer;
  let address: string;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres();
    address = server.database();
    database = await openDatabase(address);
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await server.remove();
  });

  it.each(recordCases)('$title', async ({ run }) => {
    await empty(database);
    await run(new World(recordOver(database)));
  });

  it('is made once by control planes that start together', async () => {
    const fresh = server.database();
    const records = await Promise.all(Array.from({ length: 6 }, () => openRecord(fresh)));
    await records[0]?.check();
    const [first, second] = records.map((record) => new World(record));
    const run = await first?.submit();
    expect((await second?.record.runs.get(run?.id ?? ''))?.id).toBe(run?.id);
    for (const record of records) await record.close();
    const look = await openDatabase(fresh);
    expect(await look.query('SELECT number FROM schema_migrations')).toEqual(migrations.map((_, index) => ({ number: index + 1 })));
    await look.close();
  });

  it('does not change a schema that it does not know, or that a migration fails on', async () => {
    const fresh = await openDatabase(server.database());
    await expect(migrate(fresh, ['CREATE TABLE a (b int);', 'CREATE TABLE c (d int);\nCREATE TABLE a (b int);'])).rejects.toThrow('already exists');
    expect(await fresh.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)).toEqual([]);
    await migrate(fresh, ['CREATE TABLE a (b int);', 'CREATE TABLE c (d int);']);
    await expect(migrate(fresh, ['CREATE TABLE a (b int);'])).rejects.toThrow(`the record's schema is of version 2, and this program knows 1: start one that is as new`);
    await fresh.close();
  });

  it('has one owner of each run, and all of its events, with two control planes and many workers at once', async () => {
    const fresh = server.database();
    const planes = [new World(await openRecord(fresh)), new World(await openRecord(fresh))] as const;
    const workers = await Promise.all(Array.from({ length: 6 }, (_, index) => planes[0].worker(`w${index}`)));
    const runs = await Promise.all(Array.from({ length: 10 }, () => createRun(planes[0].ports, PROJECT, jobOf())));
    const owners = new Map<string, string[]>();
    await Promise.all(workers.map(async (worker, index) => {
      const { ports } = planes[index % 2] ?? planes[0];
      for (const { id } of runs) {
        const claim = await claimRun(ports, worker, id).catch((error: unknown) => {
          expect(error).toBeInstanceOf(ControlError);
          return undefined;
        });
        if (!claim) continue;
        owners.set(id, [...(owners.get(id) ?? []), worker]);
        await endRun(ports, id, endOf({ epoch: claim.epoch }));
      }
    }));
    expect([...owners.values()].map(({ length }) => length)).toEqual(runs.map(() => 1));
    for (const { id } of runs) expect((await planes[1].record.events.list(id, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    for (const { record } of planes) await record.close();
  });

  it('is away while the server is, and loses nothing that was answered when it is killed', async () => {
    const fresh = server.database();
    const record: ServiceRecord = await openRecord(fresh);
    const world = new World(record);
    const run = await world.submit();
    await server.kill();
    await expect(record.check()).rejects.toMatchObject({ code: 'record.unavailable' });
    await expect(world.submit()).rejects.toMatchObject({ code: 'record.unavailable' });
    await server.start();
    await record.check();
    expect((await getRun(world.ports, PROJECT, run.id)).state).toBe('pending');
    await record.close();
  });
});
