import type { EventOf } from '@riel/schemas';
import { accountDetails } from '../tables/account-details.ts';
import { isReservedCode } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';
import type { TransferRequest } from './transfer-fact.ts';

/** The request that a record states, with what the tables at its place say of its counter account. */
export function requestOf(
  { value }: EventOf<'TransferRequested'>,
  tables: Tables,
): TransferRequest {
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

/** Whether a caller or rule may name the account as counter account. */
export function isNameable(tables: Tables, code: string): boolean {
  return !isReservedCode(code) && accountDetails(tables, code) !== null;
}
