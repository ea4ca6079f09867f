import { randomBytes } from 'node:crypto';
import { runSql } from './run-sql.ts';
import type { StackAddresses } from './stack-addresses.ts';
import { databaseUrlOf } from './test-database.ts';

/** The database that test files copy. */
export interface TemplateDatabase {
  readonly outcome: StackAddresses['template'];
  drop(): Promise<void>;
}

/** Makes a database of this run and has the deploy step fill it with every service's tables. */
export async function createTemplateDatabase(serverUrl: string): Promise<TemplateDatabase> {
  const name = `riel_template_${randomBytes(6).toString('hex')}`;
  const drop = (): Promise<void> =>
    runSql(serverUrl, `drop database if exists "${name}" with (force)`);
  await runSql(serverUrl, `create database "${name}" template template1`);
  try {
    // Imported here because it brings every service's migrations along: a mistake in one of them
    // must not keep the tests of other packages from running.
    const { deployDatabase } = await import('@riel/cli');
    const databaseUrl = databaseUrlOf(serverUrl, name);
    await deployDatabase({ databaseUrl, print: () => undefined });
    return { outcome: { kind: 'made', name }, drop };
  } catch (error) {
    return { outcome: { kind: 'failed', problem: String(error) }, drop };
  }
}
