import { createGatewayFiles, createTestRequests, startHttpMono } from '@riel/mono-gateway/testing';
import { startRun } from '@riel/local-stack';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../support/stack-addresses.ts';
import { startServiceProcess, type ServiceProcess } from '../support/start-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

// A process starts here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const nobody = '127.0.0.1:1';
const ended: (() => Promise<void>)[] = [];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  ended.push(() => database.drop());
});

afterAll(async () => {
  for (const end of ended.toReversed()) await end();
});

/** A gateway that asks a Mono for its banks, without Kafka, and the files of its keys. */
async function given() {
  const mono = await startHttpMono({ hostility: null });
  ended.push(() => mono.stop());
  const { schemaRegistryUrl } = stackAddresses();
  const files = await createGatewayFiles({
    schemaRegistryUrl,
    databaseUrl: database.url,
    kafkaBrokers: [nobody],
    monoBaseUrl: mono.url,
    requests: await createTestRequests(),
  });
  ended.push(() => files.remove());
  const start = async (): Promise<ServiceProcess> => {
    const run = await startRun();
    ended.push(() => run.supervisor.end('nothing'));
    return await startServiceProcess(run, 'mono-gateway', {
      ...files.environment,
      BANKS_RETRY_MILLISECONDS: '50',
      MONO_KEY_REFUSED_MILLISECONDS: '50',
    });
  };
  return { mono, files, start };
}

it('a running gateway takes a changed file of a key without a restart', async () => {
  const { mono, files, start } = await given();
  const createdAt = '2026-01-01T00:00:00Z';
  mono.admitKey('old', 'secret-of-the-old-file');
  mono.revokeKey('old');
  mono.admitKey('new', 'secret-of-the-new-file');
  await files.writeApiKey('mono-1', createdAt, 'secret-of-the-old-file');
  const { adminUrl } = await start();
  // Mono refuses it, so the banks are asked for again and again.
  await vi.waitFor(() => expect(mono.requestsOf('old')).toBeGreaterThan(1), 30_000);
  expect(mono.requestsOf('new')).toBe(0);

  await files.writeApiKey('mono-1', createdAt, 'secret-of-the-new-file');
  await vi.waitFor(() => expect(mono.requestsOf('new')).toBeGreaterThan(0), 30_000);
  // The very process that was started.
  expect((await fetch(new URL('/health/live', adminUrl))).status).toBe(200);
});
