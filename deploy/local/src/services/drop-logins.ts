import type { Login } from '@riel/cli';
import { Client } from 'pg';

/**
 * Removes a run's users from a server that outlives the run. They own nothing. One that cannot be
 * removed, since a session of it is still ending, say, stays: its password is known to nobody.
 */
export async function dropLogins(databaseUrl: string, logins: readonly Login[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const { user } of logins) {
      await client.query(`drop role if exists ${client.escapeIdentifier(user)}`).catch(() => null);
    }
  } finally {
    await client.end();
  }
}
