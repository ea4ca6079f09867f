import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { connect, sql, type Database } from '@riel/database';
import { createProducer } from '@riel/kafka';
import { TRANSFERS_TOPIC, commandTopicOf, type Caller } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { createTestClient, type TestAnswer } from './testing/client.ts';
import { createCommandStack, newRun, type CommandStack } from './testing/command-stack.ts';
import { openEventLog, type EventLog } from './testing/event-log.ts';
import { payeeInput, transferInput } from './testing/transfer-inputs.ts';

const run = newRun();
const caller = `crash-${run}` as Caller;
const main = fileURLToPath(new URL('main.ts', import.meta.url));

let testDatabase: TestDatabase;
let stack: CommandStack;
let database: Database;
let log: EventLog;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  const addresses = stackAddresses();
  stack = await createCommandStack({
    ...addresses,
    databaseUrl: testDatabase.url,
    run,
    apiKeys: [{ key: 'canary-api-key', caller, monoAccounts: ['*'] }],
    callers: [caller],
  });
  const { kafka } = stack;
  const registryUrl = addresses.schemaRegistryUrl;
  log = await openEventLog({ kafka, registryUrl, topics: [TRANSFERS_TOPIC] });
  database = await connect({ url: testDatabase.url, schema: 'command', applicationName: 'test' });
});

afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await log?.stop();
  await database?.close();
  await stack?.remove();
  await testDatabase?.drop();
});

interface RunningProcess {
  readonly child: ChildProcess;
  readonly httpUrl: string;
  readonly adminUrl: string;
  readonly output: () => string;
}

async function startProcess(settings: Record<string, string> = {}): Promise<RunningProcess> {
  const readyFile = `${stack.keys.folder}/ready-${processes.length}.json`;
  // A group of its own: members that were killed would hold up its joining for half a minute.
  const group = { CONSUMER_GROUP: `${run}-${processes.length}` };
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...stack.environment, ...group, ...settings, READY_FILE: readyFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  const chunks: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const readiness = vi.waitFor(
    async () =>
      JSON.parse(await readFile(readyFile, 'utf8')) as { httpUrl: string; adminUrl: string },
    { timeout: 30_000, interval: 50 },
  );
  const ready = await Promise.race([readiness, once(child, 'exit').then(() => null)]);
  if (ready === null) throw new Error(chunks.join(''));
  return { child, ...ready, output: () => chunks.join('') };
}

const stopped = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
};

const requestsByKey = (): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { event } of log.events) {
    if (event.name !== 'TransferRequested' || event.value.caller !== caller) continue;
    const key = event.value.idempotencyKey;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

describe('the process', () => {
  it('loses and doubles nothing when it is killed under load', async () => {
    const first = await startProcess();
    const client = createTestClient(first.httpUrl, 'canary-api-key');
    const keys = Array.from({ length: 600 }, (_, index) => `kill-${index}`);
    const before = new Map<string, TestAnswer>();
    const sending = Promise.allSettled(
      keys.map(async (key) => before.set(key, await client.transfer(key, transferInput()))),
    );
    await vi.waitFor(() => expect(before.size).toBeGreaterThan(20), {
      timeout: 10_000,
      interval: 1,
    });
    await stopped(first.child, 'SIGKILL');
    await sending;
    const { rows } = await sql<{ idempotency_key: string }>`
      select idempotency_key from command.transfers
    `.execute(database.kysely);
    const committed = new Set(rows.map((row) => row.idempotency_key));

    const second = await startProcess();
    const again = createTestClient(second.httpUrl, 'canary-api-key');
    const answers = await Promise.all(keys.map((key) => again.transfer(key, transferInput())));
    for (const [index, { status, body }] of answers.entries()) {
      const key = keys[index] ?? '';
      expect(status).toBe(202);
      // A commit on its way when the process died may have been seen by nobody yet.
      expect(body['replayed'] === true || !committed.has(key)).toBe(true);
      const answered = before.get(key)?.body['acceptedAt'] ?? body['acceptedAt'];
      expect(body['acceptedAt']).toBe(answered);
    }
    await vi.waitFor(
      () => expect(requestsByKey().size).toBeGreaterThanOrEqual(keys.length),
      20_000,
    );
    expect(await stopped(second.child, 'SIGTERM')).toBe(0);
  });

  it('accepts while Kafka is unreachable, and sends when it is back', async () => {
    const lonely = await startProcess({ KAFKA_BROKERS: '127.0.0.1:1' });
    const client = createTestClient(lonely.httpUrl, 'canary-api-key');
    expect((await client.transfer('no-kafka', transferInput())).status).toBe(202);
    expect((await fetch(`${lonely.adminUrl}/health/ready`)).status).toBe(200);
    expect(requestsByKey().has('no-kafka')).toBe(false);
    expect(await stopped(lonely.child, 'SIGTERM')).toBe(0);
    const back = await startProcess();
    await vi.waitFor(() => expect(requestsByKey().get('no-kafka')).toBe(1), 20_000);
    expect(await stopped(back.child, 'SIGTERM')).toBe(0);
  });

  it('refuses to start without a topic and says which', async () => {
    await expect(startProcess({ COMMAND_CALLERS: `nobody-${run}` })).rejects.toThrow(
      commandTopicOf(`nobody-${run}` as Caller),
    );
  });

  it('lets no payee, key or signature into a log, a metric or an answer of another kind', async () => {
    const noisy = await startProcess({ LOG_LEVEL: 'trace', COMMAND_TOPICS_ALLOW_PLAIN: 'false' });
    const client = createTestClient(noisy.httpUrl, 'canary-api-key');
    const payee = payeeInput({
      name: 'CANARY-NAME',
      documentNumber: '91919191',
      accountNumber: '82828282828282',
      email: 'canary@example.com',
      reference: 'CANARY-REFERENCE',
    });
    const answers = [
      await client.transfer('canary', transferInput({ payee })),
      await client.transfer('canary', transferInput({ payee, amount: 1 })),
      await client.transfer('c2', transferInput({ payee: { ...payee, documentType: 'XX' } })),
      await client.transfer('c3', transferInput({ payee: { ...payee, email: 'CANARY' } })),
      await client.transfer('c4', { ...transferInput({ payee }), 'CANARY-FIELD': 1 }),
      await client.post('/v1/transfers?dryRun=CANARY', transferInput({ payee })),
    ];
    const broken = await fetch(`${noisy.httpUrl}/v1/transfers`, {
      method: 'POST',
      headers: { authorization: 'Bearer canary-api-key', 'content-type': 'application/json' },
      body: `{"payee": "CANARY`,
    });
    const producer = createProducer(stack.kafka);
    const value = Buffer.from('CANARY-RECORD');
    const topic = commandTopicOf(caller);
    await producer.send([{ topic, records: [{ key: 'k', value, headers: {} }] }]);
    await producer.stop();
    const metrics = async () => (await fetch(`${noisy.adminUrl}/metrics`)).text();
    await vi.waitFor(
      async () => expect(await metrics()).toMatch(/door="kafka",outcome="rejected"/),
      { timeout: 20_000, interval: 100 },
    );
    const everything = [
      JSON.stringify(answers.map(({ body }) => body)),
      await broken.text(),
      await metrics(),
      noisy.output(),
    ].join('\n');
    expect(await stopped(noisy.child, 'SIGTERM')).toBe(0);
    expect(noisy.output()).toContain('request answered');
    expect(everything + noisy.output()).not.toMatch(/canary|91919191|82828282828282/i);
  });
});
