import { sql } from '@riel/database';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC, type AnyEvent, type TransferId } from '@riel/schemas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeAttempts } from '../attempts/take-attempts.ts';
import { refusedEvent } from '../events/gateway-events.ts';
import { makeSubmissions } from '../submissions/make-submissions.ts';
import { arriveLate, createQuietMono, workThrough } from '../testing/quiet-world.ts';
import { createRecoveryBench, PLACE, type RecoveryBench } from '../testing/recovery-bench.ts';
import { readLog } from '../testing/test-gateway.ts';
import { linkRequested } from '../testing/test-links.ts';

let bench: RecoveryBench;

beforeEach(async () => {
  bench = await createRecoveryBench();
});
afterEach(() => bench.end());

describe('a restored database', () => {
  it('sends nothing before it has read the log again and looked everything up', async () => {
    const { timeline, requestOf, givenDatabase, copyOf, given } = bench;
    const mono = createQuietMono(timeline, { forgetsKeys: true });
    const original = await givenDatabase();
    const request = requestOf('restored');
    const { monoAccountId, transferId } = request.value;
    // The copy that will be put back: from before the request was read.
    const copy = await copyOf(original);
    const first = await given(original, { mono });
    await first.gateway.consume([request], 0n);
    await workThrough(await first.gateway.takeLane(monoAccountId), timeline);
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);

    const second = await given(copy, { mono });
    const noticed = await second.look();
    expect(noticed.isRecovering).toBe(true);
    expect(noticed.rewind.get(PLACE)).toBe(0n);
    await second.gateway.consume([request], 0n);
    const lane = await second.gateway.takeLane(monoAccountId);
    expect(await takeAttempts(lane, 1)).toEqual({ kind: 'idle', why: 'recovering' });
    expect((await second.look()).isRecovering).toBe(true);
    await workThrough(lane, timeline);
    expect((await second.look()).isRecovering).toBe(false);

    expect(await second.reasons()).toEqual(['broker-ahead']);
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);
    expect((await readLog(second.database)).map(({ name }) => name)).toEqual(['TransferAccepted']);
  });

  // Once it was read again up to the broker's offset, the broker is not ahead any more.
  it('is noticed before the first record is read again', async () => {
    const { timeline, requestOf, givenDatabase, copyOf, given } = bench;
    const mono = createQuietMono(timeline, { forgetsKeys: true });
    const original = await givenDatabase();
    const [paid, next] = [requestOf('paid-before'), requestOf('next')];
    const copy = await copyOf(original);
    const first = await given(original, { mono });
    await first.gateway.consume([paid], 0n);
    await workThrough(await first.gateway.takeLane(paid.value.monoAccountId), timeline);

    const { gateway, look } = await given(copy, { mono });
    const place = { topic: TRANSFERS_TOPIC, firstOffset: 1n, logEnd: 2n };
    expect(await gateway.read([next], place)).toMatchObject({ kind: 'seek', offset: 0n });
    await gateway.consume([paid, next], 0n);
    const lane = await gateway.takeLane(paid.value.monoAccountId);
    await look();
    await workThrough(lane, timeline);
    expect((await look()).isRecovering).toBe(false);
    await workThrough(lane, timeline);
    expect(mono.ledger.paymentsOf(paid.value.transferId)).toHaveLength(1);
    expect(mono.ledger.paymentsOf(next.value.transferId)).toHaveLength(1);
  });

  // Nothing in the log tells: the broker is where the copy is.
  it('pays nothing again that was attempted after the copy was made, before the log moved on', async () => {
    const { timeline, requestOf, givenDatabase, copyOf, given } = bench;
    const mono = createQuietMono(timeline, { forgetsKeys: true });
    const original = await givenDatabase();
    const request = requestOf('between');
    const { monoAccountId, transferId } = request.value;
    const before = await given(original, { mono });
    await before.gateway.consume([request], 0n);
    expect((await before.look()).isRecovering).toBe(false);
    await before.database.close();
    const copy = await copyOf(original);
    const attempting = await given(original, { mono });
    await workThrough(await attempting.gateway.takeLane(monoAccountId), timeline);
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);

    const after = await given(copy, { mono });
    const lane = await after.gateway.takeLane(monoAccountId);
    // Whoever comes first sees it, even before anybody has looked.
    expect(await takeAttempts(lane, 1)).toEqual({ kind: 'idle', why: 'recovering' });
    expect((await after.look()).isRecovering).toBe(true);
    expect(await after.reasons()).toEqual(['another-database']);
    await workThrough(lane, timeline);
    expect((await after.look()).isRecovering).toBe(false);
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);
    expect((await readLog(after.database)).map(({ name }) => name)).toEqual(['TransferAccepted']);
    // It knows now where it is.
    expect((await after.look()).isRecovering).toBe(false);
    expect(await after.reasons()).toEqual(['another-database']);
  });

  it.each([
    ['waited', false],
    ['was ready to be sent again', true],
  ])(
    'looks up only when no forgotten request of what %s can be on its way',
    async (_name, isReady) => {
      const { timeline, requestOf, givenDatabase, copyOf, given } = bench;
      const mono = createQuietMono(timeline);
      const original = await givenDatabase();
      const { value: request } = requestOf(`forgotten-${isReady}`);
      const before = await given(original, { mono });
      await before.gateway.consume([{ name: 'TransferRequested', value: request }], 0n);
      await before.look();
      if (isReady) await makeSubmissions(await before.gateway.takeLane(request.monoAccountId));
      await before.database.close();
      const copy = await copyOf(original);
      const attempting = await given(original, { mono });
      const lane = await attempting.gateway.takeLane(request.monoAccountId);
      expect(await takeAttempts(lane, 1)).toMatchObject({ attempts: [{ number: 1 }] });
      arriveLate({ mono, timeline, request });

      const after = await given(copy, { mono });
      expect((await after.look()).isRecovering).toBe(true);
      await workThrough(await after.gateway.takeLane(request.monoAccountId), timeline);
      expect((await after.look()).isRecovering).toBe(false);
      expect(mono.ledger.paymentsOf(request.transferId)).toHaveLength(1);
      expect((await readLog(after.database)).map(({ name }) => name)).toEqual(['TransferAccepted']);
    },
  );

  it('takes from the log how transfers ended', async () => {
    const { timeline, requestOf, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const { database, gateway } = await given(await givenDatabase(), { mono });
    const request = requestOf('cancelled-before');
    const { transferId, caller, monoAccountId } = request.value;
    await sql`
      insert into gateway.recoveries (reason, noticed_at, targets) values ('test', 1, '{}')
    `.execute(database.kysely);
    const cancelled: AnyEvent = {
      name: 'TransferCancelledByCaller',
      value: {
        eventId: request.value.eventId,
        occurredAt: timeline.now(),
        recordedAt: timeline.now(),
        transferId,
        caller,
      },
    };
    await gateway.consume([request, cancelled], 0n);
    await sql`update gateway.recoveries set read_at = 1, finished_at = 1`.execute(database.kysely);
    await workThrough(await gateway.takeLane(monoAccountId), timeline);
    expect(mono.ledger.transfers).toEqual([]);
  });

  it('takes from the log that a link was refused', async () => {
    const { timeline, requests, givenDatabase, given } = bench;
    const at = timeline.now();
    const { database, gateway } = await given(await givenDatabase(), {
      mono: createQuietMono(timeline),
    });
    await sql`
      insert into gateway.recoveries (reason, noticed_at, targets) values ('test', 1, '{}')
    `.execute(database.kysely);
    const value = linkRequested(requests, { idempotencyKey: 'refused', at, expiresAt: null });
    const transferId = value.collectionLinkId as string as TransferId;
    const none = { monoErrorCode: null, monoErrorPath: null, monoLogId: null };
    const refused = refusedEvent(
      { transferId, reason: 'mono-validation', ...none },
      { operation: 'collection-link', submissionId: null },
      at,
    );
    const events = [{ name: 'CollectionLinkRequested' as const, value }, refused];
    await gateway.consume(events, 0n, COLLECTIONS_TOPIC);
    const { rows } = await sql`select state from gateway.transfers`.execute(database.kysely);
    expect(rows).toEqual([{ state: 'refused' }]);
  });
});
