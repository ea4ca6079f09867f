import { connect, type Database } from '@riel/database';
import { parseInstant } from '@riel/runtime';
import { COLLECTIONS_TOPIC, type AnyEvent, type Instant } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { sendAttempt } from '../attempts/send-attempt.ts';
import { settleAttempts } from '../attempts/settle-attempts.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { lookUpSubmission } from '../look-ups/look-up-submission.ts';
import { createQueryProver } from '../look-ups/prove-query.ts';
import {
  createTestGateway,
  emptyTables,
  readLog,
  testLimits,
  type TestGateway,
} from '../testing/test-gateway.ts';
import {
  canaryPayer,
  createLinkMono,
  linkAccount,
  linkRequested,
  type LinkFault,
  type LinkMono,
  type LinkWish,
} from '../testing/test-links.ts';
import { createTestRequests, type TestRequests } from '../testing/test-requests.ts';
import { makeSubmissions } from './make-submissions.ts';
import { readDue } from './sql/load-submissions.ts';

const MICROSECONDS = 1_000;
const lookUpStates = ['looking', 'refusing', 'refused-after-unknown', 'partly-found'] as const;

let testDatabase: TestDatabase;
let database: Database;
let requests: TestRequests;
let mono: LinkMono;
let gateway: TestGateway;
let clock: Instant;
let offset: bigint;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  database = await connect({ url, schema: 'gateway', applicationName: 'gateway-test' });
  requests = await createTestRequests();
});

afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

beforeEach(async () => {
  await emptyTables(database);
  clock = parseInstant('2026-10-05T12:00:00Z')!;
  offset = 0n;
  mono = createLinkMono();
  gateway = createTestGateway({ database, requests, transport: mono, now: () => clock });
  await gateway.keys.register();
});

/** Reads a request from the log, as often as it stands there. */
async function ask(wish: Omit<LinkWish, 'at'>, times = 1): Promise<LaneContext> {
  const value = linkRequested(requests, { at: clock, ...wish });
  const events: AnyEvent[] = Array.from({ length: times }, () => ({
    name: 'CollectionLinkRequested',
    value,
  }));
  await gateway.consume(events, offset, COLLECTIONS_TOPIC);
  offset += BigInt(times);
  return await gateway.takeLane(linkAccount);
}

/** Works until nothing is due within a day. */
async function work(context: LaneContext): Promise<void> {
  const prover = createQueryProver(context);
  for (let round = 0; round < 12; round += 1) {
    await makeSubmissions(context);
    const taken = await takeAttempts(context, 8);
    for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
      const { submissionId, number } = attempt;
      const result = await sendAttempt(attempt, context);
      await settleAttempts(context, [{ submissionId, number, result, endedAt: clock }]);
    }
    const wish = { monoAccountId: linkAccount, at: clock, submissionsMax: 8 };
    for (const submission of await readDue(database.kysely, { ...wish, states: lookUpStates })) {
      await lookUpSubmission(submission, context, prover);
    }
    clock = (clock + testLimits.lookUpGapMilliseconds * MICROSECONDS) as Instant;
  }
}

const told = async (): Promise<readonly string[]> =>
  (await readLog(database)).map(({ name }) => name);

async function workWith(...faults: LinkFault[]): Promise<void> {
  mono.faults.push(...faults);
  await work(await ask({ idempotencyKey: 'one' }));
}

describe('a collection link', () => {
  it('is created once, with what was asked and the opened payer, however often it is read', async () => {
    await work(await ask({ idempotencyKey: 'one' }, 3));
    expect(mono.creations).toHaveLength(1);
    const [created] = await readLog(database);
    expect(await told()).toEqual(['CollectionLinkCreated']);
    const { collectionLinkId } = linkRequested(requests, { idempotencyKey: 'one', at: clock });
    expect(created?.value).toMatchObject({
      collectionLinkId,
      monoCollectionLinkId: 'clink_0000000000000000000000',
      monoAccountId: linkAccount,
      link: 'https://links.example/clink_0000000000000000000000',
    });
    expect(mono.creations[0]?.key).toMatch(/^[0-9a-f-]{14}4[0-9a-f-]{21}$/);
    expect(mono.creations[0]?.body).toMatchObject({
      external_id: collectionLinkId,
      amount: { amount: 100_000, currency: 'COP' },
      payer: { name: canaryPayer.name, document_number: canaryPayer.documentNumber },
      reference: { value: 'canary reference' },
      redirect_url: 'https://shop.example/thanks',
    });
  });

  it('of nobody in particular is created without a payer', async () => {
    await work(await ask({ idempotencyKey: 'one', isAnonymous: true }));
    expect(await told()).toEqual(['CollectionLinkCreated']);
    expect(mono.creations[0]?.body).not.toHaveProperty('payer');
  });

  it.each(['answer-lost', 'no-url'] as const)('is found by its external_id: %s', async (fault) => {
    await workWith(fault);
    expect(mono.creations).toHaveLength(1);
    expect(await told()).toEqual(['CollectionLinkCreated']);
  });

  it('that proven look-ups do not find is sent again: same bytes, same key', async () => {
    await workWith('no-work-500', 'no-work-500');
    expect(await told()).toEqual(['CollectionLinkCreated']);
    expect(mono.creations).toHaveLength(3);
    expect(new Set(mono.creations.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(mono.held).toHaveLength(1);
  });

  it('that was never sent is sent again', async () => {
    await workWith('not-sent', 'not-sent');
    expect(mono.creations).toHaveLength(1);
    expect(await told()).toEqual(['CollectionLinkCreated']);
  });

  it('that Mono refuses is refused, and the lane goes on', async () => {
    await workWith('refused');
    const [refused] = await readLog(database);
    expect(refused).toMatchObject({
      name: 'CollectionLinkRefused',
      value: { reason: 'mono-validation', monoErrorCode: 'validation_error', monoLogId: 'log_1' },
    });
    await work(await ask({ idempotencyKey: 'two' }));
    expect(await told()).toEqual(['CollectionLinkRefused', 'CollectionLinkCreated']);
  });

  it('answered under another id stops no payments, and is asked for', async () => {
    await workWith('other-id');
    await work(await ask({ idempotencyKey: 'two' }));
    expect((await told()).filter((name) => name === 'CollectionLinkCreated')).toHaveLength(2);
  });

  it('is refused, and never sent, once it has expired or its id is not its own', async () => {
    const context = await ask({ idempotencyKey: 'late', expiresAt: (clock - 1) as Instant });
    await work(context);
    const value = linkRequested(requests, { idempotencyKey: 'forged', at: clock });
    const forged = { ...value, idempotencyKey: 'another' };
    const events: AnyEvent[] = [{ name: 'CollectionLinkRequested', value: forged }];
    await gateway.consume(events, offset, COLLECTIONS_TOPIC);
    await work(context);
    expect(await readLog(database)).toMatchObject([
      { name: 'CollectionLinkRefused', value: { reason: 'not-after' } },
      { name: 'CollectionLinkRefused', value: { reason: 'id-mismatch' } },
    ]);
    expect(mono.creations).toEqual([]);
  });
});
