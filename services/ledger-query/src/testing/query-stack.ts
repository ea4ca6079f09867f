import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql, type Database } from '@riel/database';
import type { RunningService } from '@riel/runtime';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../../test/support/test-books.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { start } from '../start.ts';

/** What a reader's key allows. */
export interface TestKey {
  readonly caller: string;
  readonly scopes: readonly string[];
  readonly monoAccounts: readonly string[];
}

/** An answer of the service. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The service over a ledger of the test's own. */
export interface QueryStack {
  readonly books: TestBooks;
  /** Of the ledger's owner. */
  readonly owner: Database;
  readonly httpUrl: string;
  /** Asks with one of the keys, `all` by default. */
  get<Body>(path: string, key?: string): Promise<Answer<Body>>;
  /** Asks for what is not JSON. */
  text(path: string, key?: string): Promise<Answer<string>>;
  stop(): Promise<void>;
}

const allKey: TestKey = {
  caller: 'accounting',
  scopes: ['ledger:read', 'transfers:read'],
  monoAccounts: ['*'],
};

/** Starts the service on a copy of the template, with the example tables in force everywhere. */
export async function startQueryStack(
  keys: Readonly<Record<string, TestKey>> = {},
): Promise<QueryStack> {
  const database = await createTestDatabase();
  const { schemaRegistryUrl } = stackAddresses();
  const owner = await connect({ url: database.url, schema: 'ledger', applicationName: 'owner' });
  const reader = await createReader(owner, database);
  const books = await openTestBooks({ databaseUrl: database.url, schemaRegistryUrl });
  await books.mark(tablesActivated(1, canonicalTables(exampleTables)));
  const folder = await mkdtemp(join(tmpdir(), 'riel-query-'));
  const secrets = new Map(
    ['all', ...Object.keys(keys)].map((name) => [name, randomBytes(16).toString('hex')]),
  );
  const keysFile = join(folder, 'keys.json');
  await writeFile(keysFile, keysText({ all: allKey, ...keys }, secrets));
  const service = await start({
    RIEL_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: reader.url,
    API_KEYS_FILE: keysFile,
  });
  const ask = asker(service, secrets);
  return {
    books,
    owner,
    httpUrl: service.httpUrl ?? '',
    async get(path, key) {
      const response = await ask(path, key);
      const { status, headers } = response;
      // Whoever asks says what it expects; the test finds out.
      return { status, headers, body: (await response.json()) as never };
    },
    async text(path, key) {
      const response = await ask(path, key);
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    async stop() {
      await service.stop();
      await Promise.all([books.close(), owner.close(), rm(folder, { recursive: true })]);
      await database.drop();
      await reader.drop();
    },
  };
}

/** A login that may do what the service may do, and no more. */
async function createReader(
  owner: Database,
  { name, url }: { readonly name: string; readonly url: string },
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const login = `${name}_reader`;
  const create = `create role ${login} login password 'test' in role riel_query`;
  await sql.raw(create).execute(owner.kysely);
  const readerUrl = new URL(url);
  readerUrl.username = login;
  readerUrl.password = 'test';
  const { databaseUrl } = stackAddresses();
  return {
    url: readerUrl.href,
    async drop() {
      const server = await connect({
        url: databaseUrl,
        schema: 'public',
        applicationName: 'drop-reader',
      });
      await sql.raw(`drop role ${login}`).execute(server.kysely);
      await server.close();
    },
  };
}

function keysText(
  keys: Readonly<Record<string, TestKey>>,
  secrets: ReadonlyMap<string, string>,
): string {
  const entries = Object.entries(keys).map(([id, key]) => ({
    id,
    sha256: hash('sha256', secrets.get(id) ?? '', 'hex'),
    ...key,
  }));
  return JSON.stringify(entries);
}

function asker(service: RunningService, secrets: ReadonlyMap<string, string>) {
  return (path: string, key = 'all'): Promise<Response> =>
    fetch(new URL(path, service.httpUrl), {
      headers: { authorization: `Bearer ${secrets.get(key) ?? ''}` },
    });
}
