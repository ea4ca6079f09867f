import { connect, sql, type Database } from '@riel/database';
import { startWebhookService, type WebhookService } from '../webhook-service.ts';
import { startFakeMono, type FakeMono } from './fake-mono.ts';
import { createWebhookStack, sendWebhook, type WebhookStack } from './webhook-stack.ts';

/** What a bed is made from: the shared infrastructure and a database of the test's own. */
export interface BedOptions {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  /** Settings beside those of the stack. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A webhook service with a fake Mono behind it. */
export interface WebhookBed {
  readonly stack: WebhookStack;
  readonly mono: FakeMono;
  readonly database: Database;
  readonly environment: Readonly<Record<string, string>>;
  service: WebhookService;
  /** Sends a body under the bed's secret. */
  send(
    body: string,
    options?: { readonly signedAtSeconds?: number; readonly headers?: Record<string, string> },
  ): Promise<Response>;
  /** Counts rows of a table of the service. */
  count(table: string): Promise<number>;
  /** Calls a route of operators. */
  ops(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startWebhookBed(options: BedOptions): Promise<WebhookBed> {
  const mono = await startFakeMono();
  const stack = await createWebhookStack({ ...options, monoBaseUrl: mono.url });
  const environment = { ...stack.environment, ...options.environment };
  const database = await connect({
    url: options.databaseUrl,
    schema: 'webhook',
    applicationName: 'webhook-test',
  });
  const service = await startWebhookService({ ...environment });
  const bed: WebhookBed = {
    stack,
    mono,
    database,
    environment,
    service,
    send: (body, more = {}) =>
      sendWebhook(bed.service.httpUrl, body, { secret: stack.secret, ...more }),
    async count(table) {
      const { rows } = await sql<{ count: bigint }>`
        select count(*) as count from ${sql.table(table)}`.execute(database.kysely);
      return Number(rows[0]?.count ?? 0n);
    },
    ops: (method, path, body) =>
      fetch(`${bed.service.httpUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${stack.opsKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async stop() {
      await bed.service.stop();
      await database.close();
      await mono.stop();
      await stack.remove();
    },
  };
  return bed;
}
