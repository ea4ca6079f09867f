import { decide, isAdjustable } from '@riel/books';
import { adjustmentIdOf, eventIdOf } from '@riel/ids';
import { formatInstant } from '@riel/runtime';
import {
  ADJUSTMENTS_TOPIC,
  type AdjustmentRequested,
  type Caller,
  type Instant,
} from '@riel/schemas';
import type { LedgerInForce } from '../ledger-markers/ledger-marker-store.ts';
import type { CommandHasher } from '../transfers/command-hasher.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { AdjustmentCommand } from './adjustment-command.ts';
import type { AdjustmentEntry, PreparedAdjustment } from './prepared-adjustment.ts';

/** A command of right form, with who sent it. */
export interface ReceivedAdjustment {
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly command: AdjustmentCommand;
  readonly traceparent: string | null;
}

/** What preparing an adjustment needs of the world. */
export interface AdjustmentPreparerPorts {
  readonly currencies: readonly string[];
  readonly hasher: CommandHasher<AdjustmentCommand>;
  now(): Instant;
  encode(event: AdjustmentRequested): Buffer;
}

/** Makes everything that the transaction will write, checked against what is in force. */
export type PrepareAdjustment = (
  received: ReceivedAdjustment,
  inForce: LedgerInForce,
) => PreparedAdjustment;

/** Makes the function that prepares adjustments. */
export function createAdjustmentPreparer(ports: AdjustmentPreparerPorts): PrepareAdjustment {
  return (received, inForce) => {
    const { caller, idempotencyKey, command, traceparent } = received;
    const acceptedAt = ports.now();
    const id = adjustmentIdOf(caller, idempotencyKey);
    const rejections = checkAccounts(command, inForce, ports.currencies);
    const event: AdjustmentRequested = {
      eventId: eventIdOf(['AdjustmentRequested', id]),
      occurredAt: acceptedAt,
      recordedAt: acceptedAt,
      adjustmentId: id,
      caller,
      idempotencyKey,
      ...command,
      postings: [...command.postings],
    };
    return {
      id,
      caller,
      idempotencyKey,
      command,
      acceptedAt,
      rejections,
      hash: ports.hasher.hash(command),
      isSameAs: (known) => ports.hasher.isHashOf(known, command),
      answer: { adjustmentId: id, status: 'accepted', acceptedAt: formatInstant(acceptedAt) },
      entries: rejections.length === 0 ? entriesOf(event, inForce) : [],
      outboxRow:
        rejections.length > 0
          ? null
          : {
              topic: ADJUSTMENTS_TOPIC,
              key: id,
              eventName: 'AdjustmentRequested',
              eventId: event.eventId,
              occurredAt: acceptedAt,
              recordedAt: acceptedAt,
              payload: ports.encode(event),
              traceparent,
            },
    };
  };
}

function checkAccounts(
  { postings, ...asked }: AdjustmentCommand,
  { tables }: LedgerInForce,
  currencies: readonly string[],
): readonly Rejection[] {
  return postings.flatMap(({ account, currency }, index): Rejection[] => {
    const rejections: Rejection[] = [];
    if (!isAdjustable(tables, account, asked)) {
      const message = 'is not in the chart of accounts in force';
      rejections.push({ field: `postings[${index}].account`, code: 'account-unknown', message });
    }
    if (!currencies.includes(currency)) {
      const message = `must be one of ${currencies.join(', ')}`;
      const field = `postings[${index}].currency`;
      rejections.push({ field, code: 'currency-not-supported', message });
    }
    return rejections;
  });
}

/** What the books would enter, by their own rules. */
function entriesOf(
  value: AdjustmentRequested,
  { tables, closedThrough }: LedgerInForce,
): readonly AdjustmentEntry[] {
  const event = { name: 'AdjustmentRequested', value } as const;
  const key = value.adjustmentId;
  const decision = decide({ event, key, subject: null, tables, closedThrough });
  if (decision.kind === 'known') return [];
  return decision.entries.map(({ kind, bookingDate, postings }) => ({
    kind,
    bookingDate,
    postings: postings.map(({ account, amount, currency }) => ({
      account,
      amount: amount.toString(),
      currency,
    })),
  }));
}
