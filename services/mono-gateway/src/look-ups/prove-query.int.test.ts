import { connect, type Database } from '@riel/database';
import type { MonoTransport } from '@riel/mono-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { answerJson, failed, queryOf } from '../testing/faults/answers.ts';
import { createTimeline } from '../testing/faults/timeline.ts';
import { createQuietMono, workThrough } from '../testing/quiet-world.ts';
import { createTestGateway } from '../testing/test-gateway.ts';
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

const BLIND_MILLISECONDS = 600_000;
const emptyPage = {
  transfers: [],
  pagination: { page_number: 1, page_size: 10, total_items: 0, total_pages: 1 },
};

/** A gateway before a Mono whose filter by id can stop finding anything, and whose answers can get lost. */
async function given() {
  const timeline = createTimeline();
  const { now } = timeline;
  const mono = createQuietMono(timeline, { forgetsKeys: true });
  const state = { losesAnswers: false, blindUntil: 0 };
  const transport: MonoTransport = {
    request: async (request) => {
      const isLookUp = queryOf(request).has('external_id');
      if (isLookUp && now() < state.blindUntil) return answerJson(200, emptyPage);
      const answer = await mono.request(request);
      const isLost = state.losesAnswers && request.method === 'POST';
      return isLost ? failed('reset-after-sent', true) : answer;
    },
    close: () => mono.close(),
  };
  const requests = await createTestRequests();
  const gateway = createTestGateway({ database, requests, now, transport });
  await gateway.keys.register();
  let offset = 0n;
  const request = async (idempotencyKey: string) => {
    const value = requests.request({ idempotencyKey, at: now() });
    await gateway.consume([{ name: 'TransferRequested', value }], offset);
    offset += 1n;
    return value;
  };
  return { gateway, mono, timeline, state, request };
}

describe('an answer that Mono does not hold a transfer', () => {
  it('is not believed while the same query does not find a known one either', async () => {
    const { gateway, mono, timeline, state, request } = await given();
    const known = await request('known');
    const lane = await gateway.takeLane(known.monoAccountId);
    await workThrough(lane, timeline);
    const lost = await request('lost');
    state.losesAnswers = true;
    state.blindUntil = timeline.now() + BLIND_MILLISECONDS * 1_000;
    await workThrough(lane, timeline);
    expect(mono.ledger.paymentsOf(lost.transferId)).toHaveLength(1);
    expect(timeline.now()).toBeGreaterThanOrEqual(state.blindUntil);
  });

  it('is not believed without a known one, when the whole list holds it', async () => {
    const { gateway, mono, timeline, state, request } = await given();
    const lost = await request('first-of-its-account');
    state.losesAnswers = true;
    state.blindUntil = Infinity;
    await workThrough(await gateway.takeLane(lost.monoAccountId), timeline);
    expect(mono.ledger.paymentsOf(lost.transferId)).toHaveLength(1);
  });
});
