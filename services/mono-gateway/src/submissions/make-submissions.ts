import { appendToOutbox } from '@riel/outbox';
import type { Instant, TransferId } from '@riel/schemas';
import { outboxRowOf, refusedEvent } from '../events/gateway-events.ts';
import { requireLane } from '../lanes/fence.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { later } from './back-off.ts';
import { bodyOf, buildOrder, type BuiltOrder } from './build-order.ts';
import { planSubmissions, type PlannedSubmission } from './plan-submissions.ts';
import {
  lockWaiting,
  putOffWaiting,
  readWaiting,
  refuseWaiting,
  type WaitingRequest,
} from './sql/waiting-transfers.ts';
import { storeSubmissions } from './submission-store.ts';

const UNREADABLE_PAUSE_MILLISECONDS = 60_000;

/**
 * Makes submissions of the transfers that wait in a lane and commits them. Returns how many
 * transfers were looked at, so that the caller goes on while there are more.
 */
export async function makeSubmissions(context: LaneContext): Promise<number> {
  const { database, settings, monoAccountId, now } = context;
  const waiting = await readWaiting(database.kysely, {
    monoAccountId,
    at: now(),
    transfersMax: settings.planTransfersMax,
  });
  if (waiting.length === 0) return 0;
  const built = await buildAll(waiting, context);
  await context.sealer.prepare();
  await database.transaction(async (transaction) => {
    await requireLane(transaction, context);
    const still = await lockWaiting(
      transaction,
      waiting.map(({ transferId }) => transferId),
    );
    const at = now();
    const present = waiting.filter(({ transferId }) => still.has(transferId));
    const ofKind = (kind: BuiltOrder['kind']): readonly WaitingRequest[] =>
      present.filter(({ transferId }) => built.get(transferId)?.kind === kind);
    const idsOf = (kind: BuiltOrder['kind']) => ofKind(kind).map(({ transferId }) => transferId);
    const plan = planSubmissions(ofKind('built'), {
      monoAccountId,
      transfersMax: settings.batchTransfersMax,
    });
    if (plan.length > 0) {
      const submissions = plan.map((planned) => withBody(planned, built, context));
      await storeSubmissions(transaction, submissions, { sealer: context.sealer, at });
    }
    const locked = idsOf('locked');
    if (locked.length > 0) {
      context.logger.error({ monoAccountId, count: locked.length }, 'no key opens these payees');
      await putOffWaiting(transaction, locked, later(at, UNREADABLE_PAUSE_MILLISECONDS));
    }
    const unreadable = ofKind('unreadable');
    if (unreadable.length > 0) {
      const reason = 'not-sendable';
      await refuseWaiting(transaction, idsOf('unreadable'), { reason, at });
      const rows = unreadable.map((request) => refusalRow(request, { reason, at, context }));
      await appendToOutbox(transaction, 'gateway', rows);
    }
  });
  context.reach('submissions-stored');
  return waiting.length;
}

function refusalRow(
  { transferId, operation }: WaitingRequest,
  { reason, at, context }: { reason: string; at: Instant; context: LaneContext },
) {
  const none = { monoErrorCode: null, monoErrorPath: null, monoLogId: null };
  const refused = { transferId, reason, ...none };
  const event = refusedEvent(refused, { operation, submissionId: null }, at);
  return outboxRowOf(event, context.encode, null);
}

async function buildAll(
  waiting: readonly WaitingRequest[],
  context: LaneContext,
): Promise<ReadonlyMap<TransferId, BuiltOrder>> {
  await context.requestCodec.prepare(waiting.map(({ payload }) => payload));
  const built = await Promise.all(
    waiting.map(
      async (request) => [request.transferId, await buildOrder(request, context)] as const,
    ),
  );
  return new Map(built);
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
