export { Migration } from '@mikro-orm/migrations';
export { defineEntity, p } from '@mikro-orm/core';
export type { EntityManager, InferEntity } from '@mikro-orm/postgresql';
export { sql } from 'kysely';
export type { RawBuilder } from 'kysely';
export type { ConnectionSettings } from './connection-options.ts';
export { connect } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export {
  DatabaseSettingError,
  DatabaseUnavailableError,
  MigrationLockError,
  MigrationsPendingError,
  UnsafeServerError,
} from './errors.ts';
export { parseIdentifier } from './identifier.ts';
export { migrate, requireMigrated } from './migrate.ts';
export type { MigrateOptions, MigrationEntry } from './migrate.ts';
export { retryClassOf, sqlStateOf } from './retry-class.ts';
export type { RetryClass } from './retry-class.ts';
export { retryTransient } from './retry-transient.ts';
export type { RetryLimits } from './retry-transient.ts';
export {
  databaseOid,
  requireDurableCommits,
  serverIdentity,
  serverStartedAt,
} from './server-settings.ts';
export type { ServerIdentity } from './server-settings.ts';
export type { Executor, Tables, Transaction, TransactionOptions } from './transaction.ts';
export { column, unnestInsert } from './unnest-insert.ts';
export type { Column, ColumnType, ColumnTypes, OnlyRows, UnnestInsert } from './unnest-insert.ts';
