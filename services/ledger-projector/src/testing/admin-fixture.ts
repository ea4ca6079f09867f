import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { createHttpServer, startApiKeys } from '@riel/http';
import type { HttpServer } from '@riel/http';
import { createLogger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdminOptions } from '../admin/admin-options.ts';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import type { MarkerRow } from '../markers/sql/markers.ts';
import { createTestLedger } from './test-ledger.ts';
import type { EmptyDatabase, TestLedger, TestProjector } from './test-ledger.ts';

/** The admin API of a test's own ledger; what it would send to the log is kept. */
export interface AdminFixture {
  readonly ledger: TestLedger;
  readonly projector: TestProjector;
  readonly written: readonly MarkerRow[];
  /** The clock of the API, which the test may set. */
  readonly clock: { now: Instant };
  ask(method: 'GET' | 'POST', url: string, body?: object): Promise<AdminAnswer>;
  /** The same without the scope. */
  askWithoutScope(method: 'GET' | 'POST', url: string, body?: object): Promise<AdminAnswer>;
  stop(): Promise<void>;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

type AddRoutes = (server: HttpServer, options: AdminOptions) => void;

/** A codec for every event of the booked topics. */
export const bookedCodec = async (
  registryUrl: string,
): Promise<Codec<BookedEventName, BookedEventName>> => {
  await registerSchemas({ registryUrl });
  return createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
};

export const startAdminFixture = async (
  database: EmptyDatabase,
  codec: Codec<BookedEventName, BookedEventName>,
  addRoutes: AddRoutes,
): Promise<AdminFixture> => {
  const ledger = await createTestLedger(database, codec);
  const projector = await ledger.openProjector();
  const written: MarkerRow[] = [];
  const clock = { now: (Date.UTC(2026, 10, 15, 12) * 1_000) as Instant };
  const folder = await mkdtemp(join(tmpdir(), 'riel-admin-'));
  const file = join(folder, 'keys.json');
  await writeFile(file, JSON.stringify([key('operator', ['ops']), key('reader', ['ledger:read'])]));
  const logger = createLogger({ service: 'test', level: 'error' });
  const apiKeys = await startApiKeys({ file, allowOpenAccess: false, logger });
  const api = { title: 'test', version: '1' };
  const server = await createHttpServer({ api, logger, apiKeys, bodyLimitBytes: 4_194_304 });
  const publish = (marker: MarkerRow): Promise<void> => {
    written.push(marker);
    return Promise.resolve();
  };
  const now = (): Instant => {
    clock.now = (clock.now + 1_000) as Instant;
    return clock.now;
  };
  addRoutes(server, {
    writer: { database: projector.projection.database, codec, publish, now },
    codec,
  });
  const asker =
    (name: string): AdminFixture['ask'] =>
    async (method, url, body) => {
      const headers = { authorization: `Bearer ${name}` };
      const payload = body === undefined ? {} : { payload: body };
      const answer = await server.inject({ method, url, headers, ...payload });
      return { status: answer.statusCode, body: answer.json() };
    };
  return {
    ledger,
    projector,
    written,
    clock,
    ask: asker('operator'),
    askWithoutScope: asker('reader'),
    stop: async () => {
      await server.close();
      await apiKeys.stop();
      await rm(folder, { recursive: true });
      await ledger.drop();
    },
  };
};

const key = (name: string, scopes: readonly string[]) => ({
  id: name,
  sha256: hash('sha256', name, 'hex'),
  caller: name,
  scopes,
  monoAccounts: ['*'],
});
