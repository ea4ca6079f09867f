import { createCodec, type Codec } from '@riel/avro';
import { connect, sql, type Database } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { createProducer, type Producer } from '@riel/kafka';
import { now } from '@riel/runtime';
import {
  BANKS_TOPIC,
  COMMAND_RESULTS_TOPIC,
  TRANSFERS_TOPIC,
  commandTopicOf,
  type Caller,
  type CommandRejected,
  type EventId,
  type RequestTransfer,
} from '@riel/schemas';
import { createSealer, publicPart } from '@riel/sealing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startCommandService, type CommandService } from '../command-service.ts';
import { createTestClient } from '../testing/client.ts';
import { createCommandStack, newRun, type CommandStack } from '../testing/command-stack.ts';
import { openEventLog, type EventLog } from '../testing/event-log.ts';
import { requestRecord } from '../testing/request-record.ts';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';

const run = newRun();
const caller = `payroll-${run}` as Caller;
const topic = commandTopicOf(caller);
const WAIT_MILLISECONDS = 20_000;

let testDatabase: TestDatabase;
let stack: CommandStack;
let service: CommandService;
let database: Database;
let log: EventLog;
let producer: Producer;
let codec: Codec<'RequestTransfer' | 'BankListPublished', never>;
let environment: Record<string, string>;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  const addresses = stackAddresses();
  stack = await createCommandStack({
    ...addresses,
    databaseUrl: testDatabase.url,
    run,
    apiKeys: [{ key: 'secret-1', caller, monoAccounts: ['acc_5tgliBmzjZ6mpQPRbQjfKj'] }],
    callers: [caller],
  });
  const registryUrl = addresses.schemaRegistryUrl;
  codec = await createCodec({
    registryUrl,
    writes: ['RequestTransfer', 'BankListPublished'],
    reads: [],
  });
  producer = createProducer(stack.kafka);
  const topics = [TRANSFERS_TOPIC, COMMAND_RESULTS_TOPIC];
  log = await openEventLog({ kafka: stack.kafka, registryUrl, topics });
  environment = { ...stack.environment, COMMAND_TOPICS_ALLOW_PLAIN: 'true' };
  database = await connect({ url: testDatabase.url, schema: 'command', applicationName: 'test' });
  service = await startCommandService(environment);
});

afterAll(async () => {
  await service?.stop();
  await log?.stop();
  await producer?.stop();
  await database?.close();
  await stack?.remove();
  await testDatabase?.drop();
});

const send = (...values: readonly Buffer[]): Promise<void> =>
  producer.send([{ topic, records: values.map((value) => ({ key: 'k', value, headers: {} })) }]);

const encode = (key: string, changes: Partial<RequestTransfer> = {}): Buffer =>
  codec.encode('RequestTransfer', { ...requestRecord(transferInput(), key), ...changes });

const requested = (key: string): number =>
  log.events.filter(
    ({ event, key: recordKey }) =>
      event.name === 'TransferRequested' && recordKey === transferIdOf(caller, key),
  ).length;

const rejections = (): readonly CommandRejected[] =>
  log.events.flatMap(({ event }) =>
    event.name === 'CommandRejected' && event.value.caller === caller ? [event.value] : [],
  );

const rejectionOf = (key: string): CommandRejected | undefined =>
  rejections().find(({ idempotencyKey }) => idempotencyKey === key);

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: WAIT_MILLISECONDS, interval: 25 });

describe('the command topic', () => {
  it('is one transfer with HTTP, whichever door came first, and answers as the first did', async () => {
    const client = createTestClient(service.httpUrl, 'secret-1');
    const first = await client.transfer('http-first', transferInput());
    await send(encode('http-first'), encode('kafka-first'), encode('kafka-first'));
    await until(() => expect(requested('kafka-first')).toBe(1));
    const second = await client.transfer('kafka-first', transferInput());
    expect(second.body).toMatchObject({ replayed: true });
    expect((await client.transfer('http-first', transferInput())).body).toEqual({
      ...first.body,
      replayed: true,
    });
    await send(encode('after-them'));
    await until(() => expect(requested('after-them')).toBe(1));
    expect([requested('http-first'), requested('kafka-first')]).toEqual([1, 1]);
  });

  it('takes a payee sealed under this very command, and no other', async () => {
    const sealer = await createSealer({ recipients: [publicPart(stack.keys.openingKey)] });
    const plaintext = Buffer.from(JSON.stringify(payeeInput()));
    const transferId = transferIdOf(caller, 'sealed');
    const sealedPayee = sealer.seal({ transferId, eventName: 'RequestTransfer', plaintext });
    await send(
      encode('sealed', { payee: null, sealedPayee }),
      encode('moved', { payee: null, sealedPayee }),
    );
    await until(() => expect(rejectionOf('moved')?.code).toBe('sealed-payee-unreadable'));
    await until(() => expect(requested('sealed')).toBe(1));
    expect(requested('moved')).toBe(0);
  });

  it('answers every bad command, and no bad one holds up the next', async () => {
    const bogusSchema = Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0, 1, 2, 3]);
    const broken = encode('cut').subarray(0, 20);
    const before = rejections().length;
    await send(
      Buffer.from('no avro at all'),
      bogusSchema,
      broken,
      encode('zero', { amount: 0n as never }),
      encode('foreign', { monoAccountId: 'acc_foreign' as never }),
      encode('kafka-first', { amount: 1n as never }),
      encode('old', { notAfter: 1_600_000_000_000_000 as never }),
      encode('good-after-bad'),
    );
    await until(() => expect(requested('good-after-bad')).toBe(1));
    await until(() => expect(rejections()).toHaveLength(before + 7));
    const latest = rejections().slice(before);
    expect(latest.filter(({ code }) => code === 'undecodable')).toHaveLength(3);
    expect(rejectionOf('zero')).toMatchObject({ code: 'out-of-range', field: 'amount', topic });
    expect(rejectionOf('foreign')).toMatchObject({ code: 'mono-account-not-allowed' });
    expect(rejectionOf('kafka-first')).toMatchObject({
      code: 'idempotency-key-reused',
      transferId: transferIdOf(caller, 'kafka-first'),
    });
    expect(rejectionOf('old')).toMatchObject({ code: 'not-after-passed', field: 'notAfter' });
  });

  it('starts a trace of its own where the record brings none that is one', async () => {
    const traces = ['\0', 'x'.repeat(950_000), `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`];
    for (const [index, traceparent] of traces.entries()) {
      const value = encode(`traced-${index}`);
      const records = [{ key: 'k', value, headers: { traceparent } }];
      await producer.send([{ topic, records }]);
    }
    await until(() =>
      expect(traces.map((_, index) => requested(`traced-${index}`))).toEqual([1, 1, 1]),
    );
    const traceOf = (key: string): string | undefined =>
      log.events.find((one) => one.key === transferIdOf(caller, key))?.headers['traceparent'];
    const whole = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
    expect(traceOf('traced-0')).toMatch(whole);
    expect(traceOf('traced-1')).toMatch(whole);
    expect(traceOf('traced-2')).toMatch(/^00-a{32}-[0-9a-f]{16}-01$/);
  });

  it('checks bank codes once a list is there, and takes the newest list', async () => {
    const banks = [
      { code: '007', name: 'BANCOLOMBIA', supportedAccountTypes: ['savings_account'] },
      { code: '051', name: 'DAVIVIENDA', supportedAccountTypes: [] },
    ];
    const occurredAt = now();
    const eventId = 'b1946ac9-0000-5000-8000-000000000000' as EventId;
    const list = { eventId, occurredAt, recordedAt: occurredAt, kind: 'transfers', banks };
    const value = codec.encode('BankListPublished', list);
    await producer.send([
      { topic: BANKS_TOPIC, records: [{ key: 'transfers', value, headers: {} }] },
    ]);
    const client = createTestClient(service.httpUrl, 'secret-1');
    let attempt = 0;
    await until(async () => {
      attempt += 1;
      const answer = await client.transfer(`checked-${attempt}`, transferInput());
      expect(answer.body).toMatchObject({ bankCodeChecked: true });
    });
    const unknown = transferInput({ payee: payeeInput({ bankCode: '999' }) });
    const refused = await client.transfer('unknown-bank', unknown);
    expect(refused.body).toMatchObject({
      code: 'bank-code-unknown',
      errors: [{ field: '/payee/bankCode' }],
    });
  });

  it('refuses plain payees where they are not allowed', async () => {
    await service.stop();
    service = await startCommandService({ ...environment, COMMAND_TOPICS_ALLOW_PLAIN: 'false' });
    await send(encode('plain'));
    await until(() => expect(rejectionOf('plain')?.code).toBe('plain-payee-not-allowed'));
    expect(requested('plain')).toBe(0);
    await service.stop();
    service = await startCommandService(environment);
  });

  it('reads nothing twice after the broker has forgotten the offsets', async () => {
    await service.stop();
    const admin = stack.kafka.client.admin();
    await admin.connect();
    await admin.deleteGroups([run]);
    await admin.disconnect();
    const before = log.events.filter(({ event }) => event.name === 'CommandRejected').length;
    service = await startCommandService(environment);
    await send(encode('after-forgetting'));
    await until(() => expect(requested('after-forgetting')).toBe(1));
    expect(log.events.filter(({ event }) => event.name === 'CommandRejected')).toHaveLength(before);
    expect(requested('kafka-first')).toBe(1);
  });

  it('reads again what a restored database has not seen, and repeats nothing else', async () => {
    await send(encode('seen'), encode('before-restore'));
    await until(() => expect(requested('before-restore')).toBe(1));
    await service.stop();
    // As if the database were put back to before the last command, under a broker that knows better.
    const transferId = transferIdOf(caller, 'before-restore');
    await sql`delete from command.transfers where transfer_id = ${transferId}`.execute(
      database.kysely,
    );
    await sql`update command.consumed_offsets set next_offset = next_offset - 1
               where topic = ${topic} and next_offset > 0`.execute(database.kysely);
    service = await startCommandService(environment);
    await send(encode('after-restore'));
    await until(() => expect(requested('after-restore')).toBe(1));
    await until(() => expect(requested('before-restore')).toBe(2));
    expect(requested('seen')).toBe(1);
  });
});
