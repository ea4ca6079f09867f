import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transferIdOf } from '@riel/ids';
import { generateOpeningKey, writeKeyFile } from '@riel/sealing';
import type { Caller } from '@riel/schemas';
import { start } from '@riel/webhook';
import {
  createWebhookStack,
  monoId,
  sendWebhook,
  startFakeMono,
  transferObject,
  webhookBody,
  type FakeMono,
  type WebhookStack,
} from '@riel/webhook/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const main = fileURLToPath(new URL('../../deploy/cli/src/main.ts', import.meta.url));

// Processes start and end here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let mono: FakeMono;
let testDatabase: TestDatabase;
let stack: WebhookStack;
let service: Awaited<ReturnType<typeof start>>;
let folder: string;

beforeAll(async () => {
  mono = await startFakeMono();
  testDatabase = await createTestDatabase();
  const addresses = { ...stackAddresses(), databaseUrl: testDatabase.url, monoBaseUrl: mono.url };
  stack = await createWebhookStack(addresses);
  service = await start({ ...stack.environment });
  folder = await mkdtemp(join(tmpdir(), 'riel-webhook-operations-'));
});

afterAll(async () => {
  await service.stop();
  await mono.stop();
  await testDatabase.drop();
  await stack.remove();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs `riel` as an operator does. */
async function riel(...words: readonly string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = {
    PATH: process.env['PATH'],
    USER: 'maria',
    WEBHOOK_URL: service.httpUrl,
    RIEL_API_KEY: stack.opsKey,
    PAYEE_OPENING_KEYS_FILE: join(stack.folder, 'reader.json'),
  };
  execFile(process.execPath, [main, ...words], { env }, (error, stdout, stderr) => {
    const exitCode = error === null ? 0 : Number(error.code ?? 1);
    resolve({ exitCode, output: `${stdout}${stderr}` });
  });
  return await promise;
}

async function query<Row extends object>(text: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function receivedWebhook(): Promise<string> {
  const external_id = transferIdOf('demo' as Caller, monoId('key'));
  const data = transferObject({ external_id });
  const body = webhookBody('bank_transfer_approved', data);
  const answer = await sendWebhook(service.httpUrl, body, { secret: stack.secret });
  expect(answer.status).toBe(200);
  const rows = await query<{ evidence_id: string }>(
    `select evidence_id from webhook.facts where object_id = '${data.id}'`,
  );
  return rows[0]?.evidence_id ?? '';
}

describe('riel webhooks', () => {
  it('verify proves an old webhook, and says nothing of what it holds', async () => {
    const { exitCode, output } = await riel('webhooks', 'verify', await receivedWebhook());
    expect(output).toMatch(/^bank_transfer_approved, received 20/);
    expect(output).toMatch(/digest [0-9a-f]{64}: equal\nsignature under secret secret-1: true\n/);
    expect(output).toMatch(/\nproven\n$/);
    expect(output).not.toContain('Canary');
    expect(exitCode).toBe(0);
  });

  it('replay publishes it again and records who asked why', async () => {
    const id = await receivedWebhook();
    const { exitCode, output } = await riel('webhooks', 'replay', id, '--reason', 'lost');
    expect(output).toMatch(/^published: TransferSettled [0-9a-f-]{36}\n$/);
    expect(exitCode).toBe(0);
    const rows = await query(
      `select action, author, reason from webhook.operations where target = '${id}'`,
    );
    expect(rows).toEqual([{ action: 'replay', author: 'maria', reason: 'lost' }]);
  });

  it('verify with the key of somebody else opens nothing', async () => {
    const file = join(folder, 'other.json');
    await writeKeyFile(file, [generateOpeningKey('somebody')]);
    const id = await receivedWebhook();
    const { exitCode, output } = await riel('webhooks', 'verify', id, '--opening-keys', file);
    expect(exitCode).toBe(1);
    expect(output).toContain('RIEL_EVIDENCE_CLOSED');
  });

  it('look-ups lists what Mono is still asked', async () => {
    const body = webhookBody('batch_canceled', { id: monoId('bat'), state: 'cancelled' });
    await sendWebhook(service.httpUrl, body, { secret: stack.secret });
    const { output } = await riel('webhooks', 'look-ups');
    expect(output).toMatch(/bat_\w+ +batch +batch_canceled/);
  });
});

describe('riel webhook-secrets', () => {
  it('lists, retires and activates', async () => {
    await writeFile(
      join(stack.folder, 'secrets/secret-2.json'),
      JSON.stringify({
        id: 'secret-2',
        createdAt: '2026-03-01T00:00:00Z',
        secret: 'whsec_second_secret_of_the_test',
      }),
    );
    const listed = await riel('webhook-secrets', 'list');
    expect(listed.output).toMatch(/secret-2 +active .*\nsecret-1 +active /);
    expect(listed.output).not.toContain('whsec');
    const retired = await riel('webhook-secrets', 'retire', 'secret-1', '--reason', 'rotated');
    expect(retired).toEqual({ exitCode: 0, output: 'secret-1 is retired\n' });
    const last = await riel('webhook-secrets', 'retire', 'secret-2', '--reason', 'rotated');
    expect(last.exitCode).toBe(1);
    expect(last.output).toContain('last-active-secret');
    const active = await riel('webhook-secrets', 'activate', 'secret-1', '--reason', 'back');
    expect(active).toEqual({ exitCode: 0, output: 'secret-1 is active\n' });
  });

  it('is not understood without a verb', async () => {
    expect((await riel('webhook-secrets')).exitCode).toBe(2);
    expect((await riel('webhooks', 'constructor')).exitCode).toBe(2);
  });
});
