import type { RecordTables } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { auditTable, idempotencyTable } from './audit.ts';
import { batchTable } from './batches.ts';
import { commandTable } from './commands.ts';
import { condemnedTable } from './condemned.ts';
import { crashTable } from './crashes.ts';
import { eventTable } from './events.ts';
import { imageTable, uploadTable } from './images.ts';
import { keyTable } from './keys.ts';
import { runTable } from './runs.ts';
import { snapshotTable } from './snapshots.ts';
import { workerTable } from './workers.ts';

/** All tables over one connection, or one transaction. */
export const tablesOf = (sql: Sql): RecordTables => ({
  runs: runTable(sql),
  events: eventTable(sql),
  commands: commandTable(sql),
  workers: workerTable(sql),
  keys: keyTable(sql),
  images: imageTable(sql),
  uploads: uploadTable(sql),
  batches: batchTable(sql),
  crashes: crashTable(sql),
  snapshots: snapshotTable(sql),
  audit: auditTable(sql),
  idempotency: idempotencyTable(sql),
  condemned: condemnedTable(sql),
});
