import type { AnyEvent, EventOf } from '@riel/schemas';
import type { ReceiptFact } from '../subject/subject.ts';
import { COLLECTIONS, SUSPENSE_CREDITS } from '../tables/account-codes.ts';
import { rulesOf } from '../tables/compiled-tables.ts';
import type { Tables } from '../tables/tables.ts';

/** The only state of a PSE intent that says that the money is in the account. */
const CREDITED_STATE = 'account_credited';

/** What a record says of money that came in; null for other events. */
export function receiptFactOf(event: AnyEvent, tables: Tables): ReceiptFact | null {
  switch (event.name) {
    case 'AccountCredited':
      return {
        ...termsOf(event),
        kind: 'credited',
        counterAccount: creditAccountOf(event, tables),
        isStale: event.value.staleSignature,
        isBooked: true,
        collectionLinkId: null,
      };
    case 'CollectionCredited':
      return {
        ...termsOf(event),
        kind: 'collected',
        counterAccount: COLLECTIONS,
        isStale: false,
        isBooked: event.value.monoState === CREDITED_STATE,
        collectionLinkId: event.value.collectionLinkId,
      };
    case 'CollectionFailed':
      return {
        ...termsOf(event),
        kind: 'failed',
        counterAccount: COLLECTIONS,
        isStale: false,
        isBooked: false,
        collectionLinkId: event.value.collectionLinkId,
      };
    default:
      return null;
  }
}

type Receipt = EventOf<'AccountCredited' | 'CollectionCredited' | 'CollectionFailed'>;

function termsOf({
  value,
}: Receipt): Pick<ReceiptFact, 'eventId' | 'occurredAt' | 'monoAccountId' | 'amount' | 'currency'> {
  const { eventId, occurredAt, monoAccountId, amount, currency } = value;
  return { eventId, occurredAt, monoAccountId, amount, currency };
}

/** The account that the first fitting rule names, else suspense until a person says what it was. */
function creditAccountOf({ value }: EventOf<'AccountCredited'>, tables: Tables): string {
  const rules = rulesOf(tables, value.monoAccountId);
  for (const rule of rules?.credits ?? []) {
    const fitsType = rule.creditType === null || rule.creditType === value.creditType;
    const fitsPayer = rule.thirdPartyId === null || rule.thirdPartyId === value.thirdPartyId;
    if (fitsType && fitsPayer) return rule.account;
  }
  return SUSPENSE_CREDITS;
}
