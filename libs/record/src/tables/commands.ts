import type { CommandTable, StoredCommand } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Table } from './table.ts';

const commands = new Table<StoredCommand>('commands', {
  id: 'fixed', run: 'fixed', kind: 'fixed', payload: 'fixed', createdAt: 'fixed', error: 'value', result: 'value', answeredAt: 'value',
});

export const commandTable = (sql: Sql): CommandTable => ({
  get: (id) => commands.first(sql, 'WHERE id = $1', [id]),
  insert: async (given) => void (await commands.insert(sql, given)),
  answer: async (id, answer) => {
    const command = await commands.first(sql, 'WHERE id = $1', [id]);
    return command !== undefined && commands.update(sql, { ...command, ...answer }, 'id = $2 AND answered_at IS NULL', [id]);
  },
  waiting: (runs) => commands.select(sql, 'WHERE answered_at IS NULL AND run = ANY($1::text[]) ORDER BY id', [runs]),
});
