import type { EventOf } from '@riel/schemas';
import { accountDetails } from '../tables/account-details.ts';
import { isReservedCode } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';
import { keptDigest, type TransferFact, type TransferRequest } from './transfer-fact.ts';

/** A record of a request, with what its place says of it. */
export interface RequestRecord {
  readonly event: EventOf<'TransferRequested'>;
  readonly tables: Tables;
  /** Digest of the record, hexadecimal. */
  readonly digest?: string;
}

/** The request that a record states, with what the tables at its place say of its counter account. */
export function requestOf({ event: { value }, tables, digest }: RequestRecord): TransferRequest {
  return {
    eventId: value.eventId,
    occurredAt: value.occurredAt,
    monoAccountId: value.monoAccountId,
    amount: value.amount,
    currency: value.currency,
    requestedRail: value.requestedRail,
    counterAccount: value.counterAccount,
    isCounterKnown: value.counterAccount === null || isNameable(tables, value.counterAccount),
    caller: value.caller,
    digest: keptDigest(digest ?? ''),
  };
}

/** Whether a record repeats the request in all that is booked. */
export function isSameRequest(known: TransferRequest, other: TransferRequest): boolean {
  return (
    known.amount === other.amount &&
    known.currency === other.currency &&
    known.monoAccountId === other.monoAccountId &&
    known.requestedRail === other.requestedRail &&
    known.counterAccount === other.counterAccount &&
    known.caller === other.caller
  );
}

/**
 * The request that stands: the first in the log that was not refused as a forgery. Which one that is
 * follows from all that is known, wherever in the log the refusal came.
 */
export function standingRequest(
  requests: readonly TransferRequest[],
  facts: readonly TransferFact[],
): TransferRequest | null {
  return requests.find((request) => !isForged(request, facts)) ?? null;
}

/** Whether a request was refused because nobody of ours has signed it. */
export function isForged({ digest }: TransferRequest, facts: readonly TransferFact[]): boolean {
  return digest !== '' && facts.some((fact) => fact.forgedRequest === digest);
}

/** Whether a caller or rule may name the account as counter account. */
export function isNameable(tables: Tables, code: string): boolean {
  return !isReservedCode(code) && accountDetails(tables, code) !== null;
}
