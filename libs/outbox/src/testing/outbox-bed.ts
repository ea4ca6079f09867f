import { randomUUID } from 'node:crypto';
import { connect, Migration, migrate, sql } from '@riel/database';
import type { Database } from '@riel/database';
import type { Log, Logger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { appendToOutbox } from '../append-to-outbox.ts';
import type { OutboxRow } from '../outbox-row.ts';
import { outboxTables } from '../outbox-tables.ts';

class CreateOutbox extends Migration {
  override up(): void {
    outboxTables('shop').forEach((statement) => this.addSql(statement));
    this.addSql('create table aggregate (key text primary key, last bigint not null)');
  }
}

/** An outbox in an empty database, and ways to write to it. */
export interface OutboxBed {
  readonly database: Database;
  readonly schema: string;
  /** Another pool, as another instance has it. */
  open(applicationName: string): Promise<Database>;
  append(...rows: OutboxRow[]): Promise<void>;
  count(): Promise<number>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const createOutboxBed = async (url: string): Promise<OutboxBed> => {
  const schema = 'shop';
  await migrate({ url, schema, migrations: [{ name: '001-outbox', class: CreateOutbox }] });
  const open = (applicationName: string): Promise<Database> =>
    connect({ url, schema, applicationName, poolConnectionsMax: 6 });
  const database = await open('riel-test');
  return {
    database,
    schema,
    open,
    append: (...rows) =>
      database.transaction((transaction) => appendToOutbox(transaction, schema, rows)),
    count: async () => {
      const { rows } = await sql<{ count: bigint }>`select count(*) from shop.outbox`.execute(
        database.kysely,
      );
      return Number(rows[0]?.count);
    },
    clear: async () => {
      await sql`truncate shop.outbox, shop.aggregate`.execute(database.kysely);
    },
    close: () => database.close(),
  };
};

/** A row with a small text as its payload. */
export const rowOf = (key: string, value: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  topic: 'riel.transfers.v1',
  key,
  eventName: 'TransferRequested',
  eventId: randomUUID(),
  occurredAt: 1_795_541_437_864_123 as Instant,
  recordedAt: 1_795_541_437_864_124 as Instant,
  payload: Buffer.from(value),
  traceparent: null,
  ...more,
});

/** Keeps what is logged at `warn` and above. */
export const createTestLogger = (): { logger: Logger; lines: Record<string, unknown>[] } => {
  const lines: Record<string, unknown>[] = [];
  const keep: Log = (fields, message) => void lines.push({ ...fields, message });
  const drop: Log = () => {};
  const logger: Logger = {
    trace: drop,
    debug: drop,
    info: drop,
    warn: keep,
    error: keep,
    fatal: keep,
    isEnabled: () => true,
    child: () => logger,
  };
  return { logger, lines };
};
