import { Migrator } from '@mikro-orm/migrations';
import type { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery, sql } from 'kysely';
import type { ConnectionSettings } from './connection-options.ts';
import { openOrm } from './database.ts';
import { MigrationLockError, MigrationsPendingError } from './errors.ts';
import { parseIdentifier } from './identifier.ts';
import { sqlStateOf } from './retry-class.ts';
import type { Executor } from './transaction.ts';

/** One migration: a name that never changes and the class that carries it out. */
export interface MigrationEntry {
  readonly name: string;
  readonly class: new (...parameters: ConstructorParameters<typeof Migration>) => Migration;
}

export interface MigrateOptions {
  /** Of the owner of the schema (or an administrator who may create it). */
  readonly url: string;
  readonly schema: string;
  /** In the order in which they are applied. */
  readonly migrations: readonly MigrationEntry[];
  /** SQL that runs after the migrations each time, so it must be idempotent: rights, above all. */
  readonly grants?: readonly string[];
  readonly tls?: ConnectionSettings['tls'];
  /** Longest wait for another migration of the same schema. Default 60,000. */
  readonly lockTimeoutMilliseconds?: number;
}

export const historyTable = 'migration_history';

/**
 * Brings a schema up to date and returns the names of the migrations that it applied.
 *
 * All pending migrations are one transaction. A session lock on the name of the schema lets several
 * deploys run side by side: the second one waits and finds nothing left to do. The history is kept in
 * the schema itself, and any role that may use the schema may read it.
 */
export const migrate = async (options: MigrateOptions): Promise<{ applied: string[] }> => {
  const schema = parseIdentifier(options.schema, 'schema');
  const lockTimeoutMilliseconds = options.lockTimeoutMilliseconds ?? 60_000;
  const orm = await openOrm(
    {
      url: options.url,
      schema,
      applicationName: `riel-migrate-${schema}`,
      // One holds the lock, one runs the migrations.
      poolConnectionsMax: 3,
      statementTimeoutMilliseconds: 0,
      lockTimeoutMilliseconds,
      ...(options.tls === undefined ? {} : { tls: options.tls }),
    },
    {
      extensions: [Migrator],
      migrations: {
        tableName: `${schema}.${historyTable}`,
        migrationsList: options.migrations.map((entry) => ({ ...entry })),
        snapshot: false,
        silent: true,
      },
    },
  );
  try {
    const kysely: Executor = orm.em.getKysely();
    return await kysely.connection().execute(async (connection) => {
      await lock(connection, { schema, lockTimeoutMilliseconds });
      try {
        return { applied: await applyMigrations(orm, connection, options) };
      } finally {
        await sql`select pg_advisory_unlock_all()`.execute(connection);
      }
    });
  } finally {
    await orm.close(true);
  }
};

const lock = async (
  connection: Executor,
  { schema, lockTimeoutMilliseconds }: { schema: string; lockTimeoutMilliseconds: number },
): Promise<void> => {
  try {
    await sql`select pg_advisory_lock(hashtextextended(${`riel migrate ${schema}`}, 0))`.execute(
      connection,
    );
  } catch (error) {
    throw sqlStateOf(error) === '55P03'
      ? new MigrationLockError(schema, lockTimeoutMilliseconds)
      : error;
  }
};

const applyMigrations = async (
  orm: MikroORM,
  connection: Executor,
  { schema, grants }: MigrateOptions,
): Promise<string[]> => {
  await sql`create schema if not exists ${sql.id(schema)}`.execute(connection);
  const applied = await orm.migrator.up();
  const granted = [`grant select on ${schema}.${historyTable} to public`, ...(grants ?? [])];
  await connection.transaction().execute(async (transaction) => {
    for (const statement of granted) {
      await transaction.executeQuery(CompiledQuery.raw(statement));
    }
  });
  return applied.map(({ name }) => name);
};

/**
 * Throws `MigrationsPendingError` (`RIEL_MIGRATIONS_PENDING`) naming what the schema lacks. Services
 * call it when they start; they never migrate by themselves.
 */
export const requireMigrated = async (
  executor: Executor,
  { schema, migrations }: Pick<MigrateOptions, 'schema' | 'migrations'>,
): Promise<void> => {
  const known = await appliedMigrations(executor, schema);
  const missing = migrations.map(({ name }) => name).filter((name) => !known.has(name));
  if (missing.length > 0) {
    throw new MigrationsPendingError(schema, missing);
  }
};

const appliedMigrations = async (executor: Executor, schema: string): Promise<Set<string>> => {
  try {
    const { rows } = await sql<{ name: string }>`
      select name from ${sql.table(`${schema}.${historyTable}`)}
    `.execute(executor);
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    // No such schema or no such table: nothing was ever migrated here.
    if (sqlStateOf(error) === '42P01' || sqlStateOf(error) === '3F000') {
      return new Set();
    }
    throw error;
  }
};
