import { sql, type Database } from '@riel/database';
import type { SubmissionId } from '@riel/schemas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giveUp } from '../admin/give-up.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import { createQuietMono, workThrough } from '../testing/quiet-world.ts';
import { createRecoveryBench, type RecoveryBench } from '../testing/recovery-bench.ts';

let bench: RecoveryBench;

beforeEach(async () => {
  bench = await createRecoveryBench();
});
afterEach(() => bench.end());

/** The server has started anew since the schema has noted where it is. */
async function moveStart(database: Database): Promise<void> {
  await sql`update gateway.servers set started_at = started_at - 1`.execute(database.kysely);
}

// A data folder is only ever put back under a server that starts anew, so every start may be that.
describe('a server that was restarted', () => {
  it('is noticed once, by however many instances look at the same time', async () => {
    const { timeline, requestOf, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const { database, gateway, look, reasons } = await given(await givenDatabase(), { mono });
    await gateway.consume([requestOf('at-once')], 0n);
    await look();
    await moveStart(database);
    await Promise.all([look(), look(), look()]);
    expect(await reasons()).toEqual(['server-restarted']);
  });

  it('holds back what is read before anybody has looked', async () => {
    const { timeline, requestOf, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const empty = await givenDatabase();
    const { database, gateway, look } = await given(empty, { mono, records: 0n });
    await look();
    await moveStart(database);
    await gateway.consume([requestOf('unlooked')], 0n);
    const { rows } = await sql`select must_look_up from gateway.transfers`.execute(database.kysely);
    expect(rows).toEqual([{ must_look_up: true }]);
  });

  it('pays what was not paid, once the look-ups have found nothing', async () => {
    const { timeline, requestOf, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const { database, gateway, look } = await given(await givenDatabase(), { mono });
    const request = requestOf('restarted');
    await gateway.consume([request], 0n);
    await look();
    await moveStart(database);
    expect((await look()).isRecovering).toBe(true);
    const lane = await gateway.takeLane(request.value.monoAccountId);
    await workThrough(lane, timeline);
    expect((await look()).isRecovering).toBe(false);
    await workThrough(lane, timeline);
    expect(mono.ledger.paymentsOf(request.value.transferId)).toHaveLength(1);
  });

  it('has nothing to look up, and goes on at once, where nothing waits', async () => {
    const { timeline, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const { database, look, reasons } = await given(await givenDatabase(), { mono, records: 0n });
    await look();
    await moveStart(database);
    expect((await look()).isRecovering).toBe(false);
    expect(await reasons()).toEqual(['server-restarted']);
  });

  it('lets nobody be given up, and counts anew for how long nothing was found', async () => {
    const { timeline, requestOf, givenDatabase, given } = bench;
    const mono = createQuietMono(timeline);
    const { database, gateway, look } = await given(await givenDatabase(), { mono });
    const request = requestOf('given-up');
    const { monoAccountId, transferId } = request.value;
    await gateway.consume([request], 0n);
    await look();
    const lane = await gateway.takeLane(monoAccountId);
    await takeAttempts(lane, 1);
    const day = BigInt(86_400_000_000);
    await sql`
      update gateway.submissions set state = 'refused-after-unknown', has_unknown = true
    `.execute(database.kysely);
    await sql`
      update gateway.transfers set absent_since = ${BigInt(timeline.now()) - day}, absent_until = ${BigInt(timeline.now())}
    `.execute(database.kysely);
    const { rows } = await sql<{ id: SubmissionId }>`
      select submission_id as id from gateway.submissions`.execute(database.kysely);
    const submissionId = rows[0]?.id ?? ('' as SubmissionId);
    const wish = { submissionId, transferId, author: 'maria', reason: 'gone' };
    const ports = { ...gateway.ports, giveUpAfterSeconds: 86_400 };
    await moveStart(database);
    expect(await giveUp(ports, wish)).toEqual({ kind: 'refused', code: 'recovering' });
    expect((await look()).isRecovering).toBe(false);
    expect(await giveUp(ports, wish)).toEqual({ kind: 'refused', code: 'too-early' });
  });
});
