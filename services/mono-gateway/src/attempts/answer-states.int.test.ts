import { connect, type Database } from '@riel/database';
import type { MonoTransport } from '@riel/mono-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { answerJson, transferJson } from '../testing/faults/answers.ts';
import type { HeldTransfer } from '../testing/faults/mono-ledger.ts';
import { createTimeline } from '../testing/faults/timeline.ts';
import { workThrough } from '../testing/quiet-world.ts';
import { createTestGateway, emptyTables, readLog } from '../testing/test-gateway.ts';
import { createTestRequests } from '../testing/test-requests.ts';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly batchState?: string;
}

/**
 * Has a transfer created by a Mono that answers with one state, and lists others beside it. Mono gets
 * a request to create it once, whatever becomes of it.
 */
async function play(answered: Shown, listed: readonly Shown[] = [answered]) {
  await emptyTables(database);
  const timeline = createTimeline();
  const { now } = timeline;
  const requests = await createTestRequests();
  const request = requests.request({ idempotencyKey: 'state', at: now() });
  const { transferId: externalId, monoAccountId: accountId } = request;
  const rowOf = ({ id, state, batchState = 'processing_transactions' }: Shown): object => {
    const held = { id, state, externalId, accountId, batchId: 'bat_0000000000000000000001' };
    const times = { amount: 100_000, insertedAt: now(), visibleAt: now() };
    const row = transferJson({ ...held, ...times } satisfies HeldTransfer, 'both');
    return { ...row, batch: { id: held.batchId, account_id: accountId, state: batchState } };
  };
  let creationsCount = 0;
  const transport: MonoTransport = {
    request: async ({ method }) => {
      if (method === 'POST') {
        creationsCount += 1;
        return answerJson(201, { account_id: accountId, transfers: [rowOf(answered)] });
      }
      const pagination = { page_number: 1, page_size: 10, total_pages: 1 };
      return answerJson(200, {
        transfers: listed.map(rowOf),
        pagination: { ...pagination, total_items: listed.length },
      });
    },
    close: async () => undefined,
  };
  const gateway = createTestGateway({ database, requests, now, transport });
  await gateway.keys.register();
  await gateway.consume([{ name: 'TransferRequested', value: request }], 0n);
  await workThrough(await gateway.takeLane(accountId), timeline);
  return { creationsCount, log: await readLog(database), metrics: await gateway.metrics.text() };
}

const id = 'trn_0000000000000000000001';

describe('the state of a transfer in a synchronous answer', () => {
  it.each([
    ['created', { id, state: 'created' }],
    [
      'created, in a batch that waits for its OTP',
      { id, state: 'created', batchState: 'pending_otp' },
    ],
    ['pending_otp', { id, state: 'pending_otp' }],
    ['in_progress', { id, state: 'in_progress' }],
    ['cancelled', { id, state: 'cancelled' }],
  ])('%s is accepted, never settled, and not sent again', async (_name, answered) => {
    const { creationsCount, log } = await play(answered);
    expect(log).toMatchObject([
      {
        name: 'TransferAccepted',
        value: {
          monoTransferId: id,
          monoBatchId: 'bat_0000000000000000000001',
          monoState: answered.state,
          foundByLookUp: false,
        },
      },
    ]);
    expect(creationsCount).toBe(1);
  });

  it('duplicated is bound to the first payment, which the look-up finds', async () => {
    const first = { id: 'trn_0000000000000000000007', state: 'in_progress' };
    const duplicate = { id, state: 'duplicated' };
    const { creationsCount, log } = await play(duplicate, [duplicate, first]);
    expect(log).toMatchObject([
      { name: 'TransferAccepted', value: { monoTransferId: first.id, foundByLookUp: true } },
    ]);
    expect(creationsCount).toBe(1);
  });

  it('duplicated of nothing that can be found is raised, and not sent again', async () => {
    const { creationsCount, log, metrics } = await play({ id, state: 'duplicated' });
    expect(log).toEqual([]);
    expect(metrics).toMatch(/riel_gateway_alarms_total{alarm="duplicated"[^}]*} [1-9]/);
    expect(creationsCount).toBe(1);
  });
});
