import { connect, type Database } from '@riel/database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { nudgeSubmission } from '../admin/nudge-submission.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import { createTimeline } from '../testing/faults/timeline.ts';
import { arriveLate, createQuietMono, workThrough } from '../testing/quiet-world.ts';
import { createTestGateway, readLog } from '../testing/test-gateway.ts';
import { createTestRequests } from '../testing/test-requests.ts';

let server: TestDatabase;
let database: Database;

beforeEach(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
});
afterEach(async () => {
  await database.close();
  await server.drop();
});

describe('a request of a former holder that is still on its way', () => {
  it.each([
    ['is waited for', false],
    ['is waited for, though a person asks for a look-up at once', true],
  ])('%s', async (_name, isAskedAtOnce) => {
    const timeline = createTimeline();
    const { now } = timeline;
    const mono = createQuietMono(timeline);
    const requests = await createTestRequests();
    const gateway = createTestGateway({ database, requests, now, transport: mono });
    await gateway.keys.register();
    const request = requests.request({ idempotencyKey: 'late', at: now() });
    const { transferId, monoAccountId } = request;
    await gateway.consume([{ name: 'TransferRequested', value: request }], 0n);
    const former = await gateway.takeLane(monoAccountId);
    const taken = await takeAttempts(former, 1);
    const [attempt] = taken.kind === 'taken' ? taken.attempts : [];
    if (attempt === undefined) throw new Error('nothing was attempted');
    arriveLate({ mono, timeline, request });

    const lane = await gateway.takeLane(monoAccountId);
    const { submissionId } = attempt;
    const wish = { submissionId, nudge: 'look-up', author: 'maria', reason: null } as const;
    if (isAskedAtOnce) await nudgeSubmission(gateway.ports, wish);
    await workThrough(lane, timeline);
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);
    expect((await readLog(database)).map(({ name }) => name)).toEqual(['TransferAccepted']);
  });
});
