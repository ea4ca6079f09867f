import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, sql, type Database } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { monoSignatureHeader } from '@riel/mono-client';
import type { Caller } from '@riel/schemas';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { startFakeMono, type FakeMono } from './testing/fake-mono.ts';
import { creditObject, intentObject, transferObject, webhookBody } from './testing/mono-bodies.ts';
import { startServiceProcess, type ServiceProcess } from './testing/service-process.ts';
import { createWebhookStack, sendWebhook, type WebhookStack } from './testing/webhook-stack.ts';

const canaries = {
  name: 'Canaria Pajarita Amarilla',
  document: '1099555000111',
  account: '40404040777',
  email: 'canaria@pajarita.example',
  text: 'texto libre de canaria',
  handle: '@canariapajarita',
  monoKey: 'mono_key_canary_7d1f0c',
} as const;

// Processes start and end here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let mono: FakeMono;
let testDatabase: TestDatabase;
let database: Database;
let stack: WebhookStack;
let service: ServiceProcess;

beforeAll(async () => {
  mono = await startFakeMono();
  testDatabase = await createTestDatabase();
  database = await connect({
    url: testDatabase.url,
    schema: 'webhook',
    applicationName: 'webhook-test',
  });
  const addresses = { ...stackAddresses(), databaseUrl: testDatabase.url, monoBaseUrl: mono.url };
  stack = await createWebhookStack(addresses);
  await stack.writeApiKey('key-1', 'Viewer', canaries.monoKey);
  service = await startServiceProcess({ ...stack.environment, LOG_LEVEL: 'trace' });
});

afterAll(async () => {
  await service.kill();
  await database.close();
  await testDatabase.drop();
  await stack.remove();
  await mono.stop();
});

const payer = { name: canaries.name, document_number: canaries.document, document_type: 'CC' };
const ours = () => transferIdOf('demo' as Caller, canaries.text);

/** Bodies of every kind, with a canary in each field that holds what people wrote. */
const bodies = (): readonly string[] => {
  const transfer = (change: object) =>
    transferObject({
      payee: {
        ...payer,
        email: canaries.email,
        bank_account: { bank_code: '007', number: canaries.account, type: 'savings_account' },
      },
      recipient_handle: canaries.handle,
      description: canaries.text,
      reference: canaries.text,
      ...change,
    });
  const declined = { state: 'declined', declination_reason: canaries.text, external_id: ours() };
  return [
    webhookBody('bank_transfer_approved', transfer({ external_id: ours() })),
    webhookBody('bank_transfer_rejected', transfer(declined)),
    webhookBody('bank_transfer_fallback_routing', transfer({ fallback_reason: canaries.text })),
    webhookBody('bank_transfer_approved', transfer({ entity_id: canaries.text })),
    webhookBody('bank_transfer_approved', transfer({ amount: canaries.document })),
    webhookBody('bank_transfer_approved', transfer({ id: canaries.text })),
    webhookBody('account_credited', creditObject({ payer, description: canaries.text })),
    webhookBody('collection_intent_credited', intentObject({ payer, note: canaries.text })),
    webhookBody('collection_intent_failed', intentObject({ payer, state: 'failed' })),
    webhookBody(canaries.text, { id: canaries.document }),
    `{"event": ${canaries.text}`,
  ];
};

const answers: string[] = [];
const secrets: string[] = [];

async function send(body: string, secret: string, more: Record<string, string> = {}) {
  const answer = await sendWebhook(service.httpUrl, body, { secret, headers: more });
  const header = more['mono-signature'] ?? '';
  secrets.push(header.split('v1=')[1] ?? '');
  answers.push(`${JSON.stringify([...answer.headers])} ${await answer.text()}`);
  return answer.status;
}

const signature = (body: string, secret: string): string =>
  monoSignatureHeader({
    secret,
    signedAtSeconds: Math.floor(Date.now() / 1_000),
    rawBody: Buffer.from(body),
  });

it('no secret, signature or word of people reaches a log, an answer, a metric or a plain row', async () => {
  for (const body of bodies()) {
    const header = { 'mono-signature': signature(body, stack.secret) };
    expect(await send(body, stack.secret, header)).toBe(200);
    const forged = { 'mono-signature': signature(body, 'whsec_canary_forged_secret') };
    expect(await send(body, 'whsec_canary_forged_secret', forged)).toBe(401);
    expect(await send(body, stack.secret, { 'content-type': canaries.email })).toBe(415);
  }
  // A file of another form is complained about, and a database that fails under the webhooks too.
  await stack.writeSecret('broken', canaries.text.slice(0, 3), 'x');
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'riel-webhook'`.execute(
    database.kysely,
  );
  mono.answer(() => ({ status: 500, body: { errors: [{ message: canaries.text }] } }));
  await vi.waitFor(() => expect(service.output()).toContain('could not be read anew'), {
    timeout: 15_000,
  });
  answers.push(await (await fetch(`${service.adminUrl}/metrics`)).text());
  answers.push(await (await fetch(`${service.httpUrl}/v1/webhooks/${canaries.email}`)).text());
  const dump = await plainRows();
  const key = JSON.parse(
    await readFile(join(stack.folder, 'caller-keys.json'), 'utf8'),
  ) as object[];
  expect(key).toHaveLength(2);
  const all = [service.output(), ...answers, dump].join('\n');
  expect(service.output()).toContain('request answered');
  const planted = [...Object.values(canaries), stack.secret, stack.opsKey, ...secrets];
  const found = planted.filter((canary) => canary !== '' && all.includes(canary));
  expect(found).toEqual([]);
});

/** Every row of every table as text: what is sealed shows as bytes, what is not shows itself. */
async function plainRows(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class
     where relnamespace = 'webhook'::regnamespace and relkind in ('r', 'p')`.execute(
    database.kysely,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select row_to_json(one)::text as text from ${sql.table(`webhook.${name}`)} one`.execute(
      database.kysely,
    );
    // Bytes are written as hex: read back, so that a plain text inside would be seen.
    for (const { text } of rows) {
      texts.push(text);
      for (const [, hex = ''] of text.matchAll(/\\\\x([0-9a-f]+)/g)) {
        texts.push(Buffer.from(hex, 'hex').toString('latin1'));
      }
    }
  }
  return texts.join('\n');
}
