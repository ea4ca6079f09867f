import { randomBytes } from 'node:crypto';
import { runSql } from './run-sql.ts';
import { stackAddresses, type StackAddresses } from './stack-addresses.ts';

/** A database of one test file's own. */
export interface TestDatabase {
  readonly name: string;
  /** Of a superuser. */
  readonly url: string;
  /** Ends what is still connected and removes the database. Repeating it does nothing. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /**
   * True (the default): a copy of the template, with every service's tables and no rows.
   * False: an empty database, for packages that bring tables of their own.
   */
  readonly template?: boolean;
}

/** Makes a database for one test file. Call it in `beforeAll` and `drop` in `afterAll`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const stack = stackAddresses();
  const name = `riel_test_${randomBytes(6).toString('hex')}`;
  const template = options.template === false ? 'template1' : templateOf(stack);
  await runSql(stack.databaseUrl, `create database "${name}" template "${template}"`);
  return {
    name,
    url: databaseUrlOf(stack.databaseUrl, name),
    drop: () => runSql(stack.databaseUrl, `drop database if exists "${name}" with (force)`),
  };
}

function templateOf({ template }: StackAddresses): string {
  if (template.kind === 'made') return template.name;
  throw new Error(`The template database could not be made: ${template.problem}`);
}

/** The same server and user, another database. */
export function databaseUrlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
