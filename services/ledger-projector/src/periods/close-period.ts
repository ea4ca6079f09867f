import { bogotaDate } from '@riel/runtime';
import type { Executor, Transaction } from '@riel/database';
import type { PeriodClosed } from '@riel/schemas';
import { hash } from 'node:crypto';
import type { AdminOptions } from '../admin/admin-options.ts';
import { readMarkerEvent } from '../markers/read-marker-event.ts';
import { nextMarker } from '../markers/next-marker.ts';
import { insertMarker, lastMarker, lockMarkers } from '../markers/sql/markers.ts';
import { writeMarkers } from '../markers/write-marker.ts';
import { decideClosing, lastDayOf } from './decide-closing.ts';
import type { Obstacle, RunPart } from './decide-closing.ts';
import { readBookedMonoAccounts } from './sql/read-booked-mono-accounts.ts';
import { readOpenSuspense } from './sql/read-open-suspense.ts';

/** What a person asks for. */
export interface ClosingWish {
  /** 'YYYY-MM' */
  readonly period: string;
  readonly author: string;
  readonly reason: string | null;
  readonly isForced: boolean;
  readonly reconciliationRunIds: readonly string[];
}

/** What closing asks of others. */
export interface ClosingPorts {
  /**
   * Waits until the ledger has booked what the log held when this was called, so that nothing of
   * the month is still on its way here unseen; false if it took too long.
   */
  readonly awaitReading: () => Promise<boolean>;
  /** What reconciliation has published of runs; nothing of one that it has not completed. */
  readonly findRuns: (executor: Executor, runIds: readonly string[]) => Promise<readonly RunPart[]>;
}

export type Closing =
  | {
      readonly kind: 'closed';
      readonly markerNumber: number;
      /** What was open all the same. */
      readonly over: readonly Obstacle[];
    }
  | { readonly kind: 'refused'; readonly obstacles: readonly Obstacle[] }
  /** The ledger has not read what the log holds; ask again later. */
  | { readonly kind: 'behind' };

/** Closes a month in every partition, or says why not. */
export const closePeriod = async (
  options: AdminOptions & ClosingPorts,
  wish: ClosingWish,
): Promise<Closing> => {
  const { writer } = options;
  // A closing that was cut off counts as done, so it is completed before anything is judged.
  await writeMarkers(writer);
  if (!(await options.awaitReading())) {
    return { kind: 'behind' };
  }
  const closing = await writer.database.transaction(async (transaction) => {
    await lockMarkers(transaction);
    const decision = await decide(transaction, options, wish);
    return decision.kind === 'refused'
      ? decision
      : append(transaction, options, { wish, over: decision.over });
  });
  if (closing.kind === 'closed') {
    await writeMarkers(writer);
  }
  return closing;
};

const decide = async (
  transaction: Transaction,
  options: AdminOptions & ClosingPorts,
  { period, isForced, reconciliationRunIds }: ClosingWish,
) => {
  const last = await lastMarker(transaction, 'PeriodClosed');
  const lastDay = lastDayOf(period);
  const days = { firstDay: `${period}-01`, lastDay };
  return decideClosing({
    period,
    today: bogotaDate(options.writer.now()),
    lastClosed:
      last === null ? null : (await readMarkerEvent(options, last, 'PeriodClosed')).period,
    openSuspense: await readOpenSuspense(transaction, lastDay),
    monoAccountIds: await readBookedMonoAccounts(transaction, days),
    runIds: reconciliationRunIds,
    runParts: await options.findRuns(transaction, reconciliationRunIds),
    isForced,
  });
};

const append = async (
  transaction: Transaction,
  { writer }: AdminOptions,
  { wish, over }: { readonly wish: ClosingWish; readonly over: readonly Obstacle[] },
): Promise<Closing> => {
  const { period, author, reason, reconciliationRunIds } = wish;
  const event: PeriodClosed = {
    ...(await nextMarker(transaction, 'PeriodClosed', writer.now())),
    period,
    author,
    reason,
    forced: over.length > 0,
    reconciliationRunId: reconciliationRunIds.length === 0 ? null : reconciliationRunIds.join(','),
  };
  await insertMarker(transaction, {
    markerNumber: event.markerNumber,
    eventName: 'PeriodClosed',
    eventId: event.eventId,
    payload: writer.codec.encode('PeriodClosed', event),
    contentDigest: hash('sha256', period, 'buffer'),
    author,
    occurredAt: event.occurredAt,
  });
  return { kind: 'closed', markerNumber: event.markerNumber, over };
};
