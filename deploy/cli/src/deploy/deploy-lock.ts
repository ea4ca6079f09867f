import { connect, sql, sqlStateOf } from '@riel/database';
import type { Executor } from '@riel/database';

import { DeployLockError } from '../errors.ts';

const LOCK_NOT_AVAILABLE = '55P03';

export interface DeployLockOptions {
  /** Of a user that may create roles and schemas. */
  readonly databaseUrl: string;
  /** Longest wait for another deploy of the same database. */
  readonly lockTimeoutMilliseconds: number;
}

/**
 * Runs the work while holding the lock of this database's deploy, on a connection of its own, so
 * that two deploys at once become two after each other. Throws DeployLockError.
 */
export async function withDeployLock<Result>(
  { databaseUrl, lockTimeoutMilliseconds }: DeployLockOptions,
  work: (connection: Executor) => Promise<Result>,
): Promise<Result> {
  const database = await connect({
    url: databaseUrl,
    schema: 'public',
    applicationName: 'riel-deploy',
    poolConnectionsMax: 1,
    statementTimeoutMilliseconds: 0,
    lockTimeoutMilliseconds,
  });
  try {
    return await database.kysely.connection().execute(async (connection) => {
      await lock(connection, lockTimeoutMilliseconds);
      try {
        return await work(connection);
      } finally {
        await sql`select pg_advisory_unlock(hashtextextended('riel deploy', 0))`.execute(
          connection,
        );
      }
    });
  } finally {
    await database.close();
  }
}

async function lock(connection: Executor, lockTimeoutMilliseconds: number): Promise<void> {
  try {
    await sql`select pg_advisory_lock(hashtextextended('riel deploy', 0))`.execute(connection);
  } catch (error) {
    if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new DeployLockError(lockTimeoutMilliseconds, error);
  }
}
