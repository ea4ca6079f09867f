import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant, SubmissionId, TransferId } from '@riel/schemas';
import { outboxRowOf, refusedEvent } from '../events/gateway-events.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { later } from './back-off.ts';
import { bodyOf, buildOrder, type BuiltOrder } from './build-order.ts';
import { planSubmissions, type PlannedSubmission } from './plan-submissions.ts';
import {
  putOffWaiting,
  readWaiting,
  refuseWaiting,
  type LockedTransfer,
  type WaitingKind,
  type WaitingRequest,
} from './sql/waiting-transfers.ts';
import { storeSubmissions, type FirstAttempt } from './submission-store.ts';

const UNREADABLE_PAUSE_MILLISECONDS = 60_000;

/** Transfers that wait, and what Mono would be asked for each: read and opened outside of any transaction. */
export interface WaitingOrders {
  readonly waiting: readonly WaitingRequest[];
  readonly built: ReadonlyMap<TransferId, BuiltOrder>;
  /** There may be more than were read. */
  readonly isFull: boolean;
}

/** Reads the oldest transfers that wait, as many as the wanted submissions hold and one transaction may. */
export async function readOrders(
  context: LaneContext,
  { kind, submissionsMax }: { readonly kind: WaitingKind; readonly submissionsMax: number },
): Promise<WaitingOrders> {
  const { database, settings, monoAccountId, now, requestCodec } = context;
  const { batchTransfersMax, planTransfersMax } = settings;
  const transfersMax = Math.min(planTransfersMax, submissionsMax * batchTransfersMax);
  const wish = { monoAccountId, kind, transfersMax, at: now() };
  const waiting = await readWaiting(database.kysely, wish);
  await requestCodec.prepare(waiting.map(({ payload }) => payload));
  const built = await Promise.all(
    waiting.map(
      async (request) => [request.transferId, await buildOrder(request, context)] as const,
    ),
  );
  if (waiting.length > 0) await context.sealer.prepare();
  return { waiting, built: new Map(built), isFull: waiting.length >= transfersMax };
}

/** How waiting transfers become submissions. */
export interface StoreWish {
  readonly context: LaneContext;
  readonly at: Instant;
  /** Those that wait still, locked by the transaction. */
  readonly still: ReadonlyMap<TransferId, LockedTransfer>;
  readonly submissionsMax: number;
  /** Records the first attempt of each with it; null if none may be sent yet. */
  readonly attempt: FirstAttempt | null;
}

/** A submission that was stored, and until when it may be sent. */
export interface StoredOrder {
  readonly submissionId: SubmissionId;
  readonly notAfter: Instant | null;
}

export interface StoredOrders {
  readonly stored: readonly StoredOrder[];
  /** Something was said to the log. */
  readonly hasEvents: boolean;
}

/**
 * Makes submissions of waiting transfers and writes them. What cannot be sent is refused, and what
 * cannot be opened yet is put off.
 */
export async function storeOrders(
  transaction: Transaction,
  { waiting, built }: WaitingOrders,
  wish: StoreWish,
): Promise<StoredOrders> {
  const { context, at, still, attempt } = wish;
  const { monoAccountId, sealer, settings } = context;
  const present = waiting.filter(({ transferId }) => still.has(transferId));
  const ofKind = (kind: BuiltOrder['kind']): readonly WaitingRequest[] =>
    present.filter(({ transferId }) => built.get(transferId)?.kind === kind);
  const transfersMax = settings.batchTransfersMax;
  const plan = planSubmissions(ofKind('built'), { monoAccountId, transfersMax }).slice(
    0,
    wish.submissionsMax,
  );
  if (plan.length > 0) {
    const submissions = plan.map((planned) => withBody(planned, built, context));
    const lookUpAt = later(at, context.limits.totalTimeoutMilliseconds);
    await storeSubmissions(transaction, submissions, { sealer, at, lookUpAt, attempt });
  }
  const locked = ofKind('locked').map(({ transferId }) => transferId);
  if (locked.length > 0) {
    context.logger.error({ monoAccountId, count: locked.length }, 'no key opens these payees');
    await putOffWaiting(transaction, locked, later(at, UNREADABLE_PAUSE_MILLISECONDS));
  }
  const unreadable = ofKind('unreadable');
  await refuseOrders(transaction, unreadable, { reason: 'not-sendable', at, context });
  return {
    stored: plan.map(({ submissionId, members }) => ({
      submissionId,
      notAfter: earliest(members.map((transferId) => still.get(transferId)?.notAfter ?? null)),
    })),
    hasEvents: unreadable.length > 0,
  };
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const named = instants.filter((instant) => instant !== null);
  return named.length === 0 ? null : (Math.min(...named) as Instant);
}

/** Refuses transfers that were never sent, and tells the log. */
export async function refuseOrders(
  transaction: Transaction,
  requests: readonly WaitingRequest[],
  {
    reason,
    at,
    context,
  }: { readonly reason: string; readonly at: Instant; readonly context: LaneContext },
): Promise<void> {
  if (requests.length === 0) return;
  const ids = requests.map(({ transferId }) => transferId);
  await refuseWaiting(transaction, ids, { reason, at });
  const none = { monoErrorCode: null, monoErrorPath: null, monoLogId: null };
  const rows = requests.map(({ transferId, operation, traceparent }) => {
    const refused = { transferId, reason, ...none };
    const event = refusedEvent(refused, { operation, submissionId: null }, at);
    return outboxRowOf(event, context.encode, traceparent);
  });
  await appendToOutbox(transaction, 'gateway', rows);
}

function withBody(
  planned: PlannedSubmission,
  built: ReadonlyMap<TransferId, BuiltOrder>,
  { monoAccountId }: LaneContext,
) {
  const orders = planned.members.flatMap((transferId) => {
    const one = built.get(transferId);
    return one?.kind === 'built' ? [one.order] : [];
  });
  return { ...planned, monoAccountId, body: bodyOf(orders, monoAccountId) };
}
