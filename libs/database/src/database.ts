import { MikroORM } from '@mikro-orm/postgresql';
import type { Options } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { driverOptions } from './connection-options.ts';
import type { ConnectionSettings } from './connection-options.ts';
import { guardPool } from './guard-pool.ts';
import type { GuardedPool } from './guard-pool.ts';
import { runTransaction } from './transaction.ts';
import type { Entity, Executor, TransactionOptions, TransactionWork } from './transaction.ts';

/** A pool of connections to one schema of one PostgreSQL database. */
export interface Database {
  readonly orm: MikroORM;
  /** Bound to the pool: each statement may run on another connection, outside any transaction. */
  readonly kysely: Executor;
  /** The schema that this pool works in. */
  readonly schema: string;
  /** Runs `work` in one transaction; commits, or rolls back and rethrows. */
  transaction<T>(work: TransactionWork<T>, options?: TransactionOptions): Promise<T>;
  /** Resolves when the server answers, rejects with the driver's error otherwise. */
  ping(): Promise<void>;
  /** Waits for running statements and closes all connections. */
  close(): Promise<void>;
}

export interface DatabaseOptions extends ConnectionSettings {
  readonly entities?: readonly Entity[];
  /** Told of each lost connection, for the log. The pool replaces the connection by itself. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * Opens the pool and waits for the first answer of the server. Rejects with `DatabaseSettingError`
 * (`RIEL_DATABASE_SETTING`) for settings that cannot be used, else with the driver's error.
 */
export const connect = async (options: DatabaseOptions): Promise<Database> => {
  const orm = await openOrm(options);
  const kysely: Executor = orm.em.getKysely();
  const forkManager = (): MikroORM['em'] => orm.em.fork();
  const database: Database = {
    orm,
    kysely,
    schema: options.schema,
    transaction: (work, transactionOptions) =>
      runTransaction(work, { kysely, forkManager, ...transactionOptions }),
    ping: async () => {
      await sql`select 1`.execute(kysely);
    },
    close: () => orm.close(true),
  };
  try {
    await database.ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
};

/** The ORM with our pool settings, shared by `connect` and `migrate`. Does not connect yet. */
export const openOrm = async (
  options: DatabaseOptions,
  more: Pick<Options, 'extensions' | 'migrations'> = {},
): Promise<MikroORM> => {
  const { url, driver } = driverOptions(options);
  const silenceMilliseconds =
    driver.statement_timeout === 0
      ? 0
      : driver.statement_timeout + (options.answerMarginMilliseconds ?? 5_000);
  return MikroORM.init({
    clientUrl: url,
    schema: options.schema,
    entities: [...(options.entities ?? [])],
    discovery: { warnWhenNoEntities: false },
    metadataCache: { enabled: false },
    // The ORM would write to standard output by itself; what matters reaches onConnectionLost.
    logger: () => {},
    driverOptions: {
      ...driver,
      onPoolCreated: (pool: GuardedPool) =>
        guardPool(pool, { silenceMilliseconds, onConnectionLost: options.onConnectionLost }),
    },
    ...more,
  });
};
