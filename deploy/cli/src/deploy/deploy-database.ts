import { migrate } from '@riel/database';
import type { Executor } from '@riel/database';

import { withDeployLock } from './deploy-lock.ts';
import { deployRoles } from './deploy-roles.ts';
import type { Login } from './group-roles.ts';
import { serviceSchemas } from './service-schemas.ts';

export interface DeployDatabaseOptions {
  /** Of a user that may create roles and schemas; the database exists. */
  readonly databaseUrl: string;
  /** Users to create and to make members of their role; default none. */
  readonly logins?: readonly Login[];
  /** Told what each step did, one line each. Never given an address or a password. */
  readonly print: (line: string) => void;
  /** Longest wait for another deploy. Default 300,000. */
  readonly lockTimeoutMilliseconds?: number;
}

export const lockTimeoutMillisecondsDefault = 300_000;

/**
 * Creates the group roles and login users, and brings the schema of every service up to date. Safe
 * to repeat and to run twice at once. The part of `deploy` that needs PostgreSQL alone.
 */
export async function deployDatabase(options: DeployDatabaseOptions): Promise<void> {
  const { databaseUrl } = options;
  const lockTimeoutMilliseconds = options.lockTimeoutMilliseconds ?? lockTimeoutMillisecondsDefault;
  await withDeployLock({ databaseUrl, lockTimeoutMilliseconds }, (connection) =>
    deployDatabaseLocked(options, connection),
  );
}

/** The same for who holds the lock already. */
export async function deployDatabaseLocked(
  { databaseUrl, logins, print }: DeployDatabaseOptions,
  connection: Executor,
): Promise<void> {
  for (const line of await deployRoles(connection, logins ?? [])) print(line);
  for (const { schema, migrations, grants } of serviceSchemas) {
    const { applied } = await migrate({ url: databaseUrl, schema, migrations, grants });
    const done = applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`;
    print(`schema ${schema}: ${done}`);
  }
}
