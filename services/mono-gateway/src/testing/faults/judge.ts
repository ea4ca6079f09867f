import { sql, type Database } from '@riel/database';
import type { Instant, SubmissionId, TransferId } from '@riel/schemas';
import { giveUp } from '../../admin/give-up.ts';
import { readLanes } from '../../lanes/sql/lane-rows.ts';
import { encodeJson } from '../fake-codec.ts';
import { readLog, type TestGateway } from '../test-gateway.ts';
import type { DrawnLog } from './draw-log.ts';
import type { MonoLedger } from './mono-ledger.ts';
import { workLane, type LaneWorld } from './work-lane.ts';

/** What a run came to: nothing wrong, or what. */
export interface Verdict {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly payments: number;
  readonly transfers: number;
  /** What Mono did, in order. */
  readonly trail: readonly string[];
}

const GIVE_UP_AFTER_SECONDS = 86_400;

/** Lets every stopped lane go on, as a person would who looked at it. */
export async function resumeLanes(database: Database): Promise<void> {
  await sql`
    update gateway.lanes set stopped_reason = null, stopped_at = null
     where stopped_reason is not null`.execute(database.kysely);
}

/** How many transfers and submissions are on their way, and not waiting for a person. */
export async function countMoving(database: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from gateway.transfers where state = 'waiting')
          + (select count(*) from gateway.submissions
              where state in ('ready', 'sending', 'looking', 'refusing')))::integer as count
  `.execute(database.kysely);
  return rows[0]?.count ?? 0;
}

interface WaitingMember {
  readonly submissionId: SubmissionId;
  readonly transferId: TransferId;
}

async function waitingMembers(database: Database): Promise<readonly WaitingMember[]> {
  const { rows } = await sql<WaitingMember>`
    select s.submission_id as "submissionId", t.transfer_id as "transferId"
      from gateway.submissions s
      join gateway.transfers t on t.submission_id = s.submission_id and t.state = 'submitted'
     where s.state in ('refused-after-unknown', 'partly-found')
     order by t.transfer_id`.execute(database.kysely);
  return rows;
}

/** Ends what waits for a person: a day of look-ups that found nothing, then `give-up`. */
export async function endWaiting(
  database: Database,
  run: { gateway: TestGateway; world: LaneWorld; now: () => Instant },
): Promise<void> {
  for (let hour = 0; hour < 27 && (await waitingMembers(database)).length > 0; hour += 1) {
    await resumeLanes(database);
    for (const account of await readLanes(database.kysely)) await workLane(run, account);
    await run.world.advance(3_600_000);
  }
  for (const member of await waitingMembers(database)) {
    await giveUp(
      { database, now: run.now, encode: encodeJson, giveUpAfterSeconds: GIVE_UP_AFTER_SECONDS },
      { ...member, author: 'test', reason: 'test' },
    );
  }
}

/** Judges a run by what Mono paid and what the log says. */
export async function judge(
  database: Database,
  run: {
    readonly seed: number;
    readonly ledger: MonoLedger;
    readonly events: DrawnLog;
    readonly trail: readonly string[];
  },
): Promise<Verdict> {
  const log = await readLog(database);
  const problems: string[] = [];
  const said = (name: string, transferId: TransferId) =>
    log.filter(
      (event) =>
        event.name === name && 'transferId' in event.value && event.value.transferId === transferId,
    );
  for (const transferId of run.events.transferIds) {
    const payments = run.ledger.paymentsOf(transferId);
    const accepted = said('TransferAccepted', transferId);
    const refused = said('TransferRefused', transferId);
    const cancelled = said('TransferCancelledByCaller', transferId);
    const problem = (what: string): number => problems.push(`${transferId} ${what}`);
    if (payments.length > 1) problem(`was paid ${payments.length} times`);
    if (accepted.length > 0 && payments.length !== 1) problem('is accepted and was not paid');
    if (payments.length > 0 && refused.length > 0) problem('is refused and was paid');
    if (payments.length > 0 && cancelled.length > 0) problem('is cancelled and was paid');
    const finals = accepted.length + refused.length + cancelled.length;
    if (finals !== 1) problem(`has ${finals} ends`);
    if (run.events.forged.has(transferId) && payments.length > 0) problem('was forged and paid');
    const [event] = accepted;
    if (event?.name === 'TransferAccepted' && event.value.monoTransferId !== payments[0]?.id) {
      problem('is bound to another Mono transfer');
    }
  }
  const moving = await countMoving(database);
  if (moving > 0) problems.push(`${moving} are still on their way`);
  return {
    problems,
    seed: run.seed,
    trail: run.trail,
    payments: run.ledger.transfers.length,
    transfers: run.events.transferIds.length,
  };
}
