import { eventIdOf } from '@riel/ids';
import type { MonoCredit } from '../objects/mono-credit.ts';
import type { NormalisedEvent, PrivateText } from './normalised-event.ts';

export interface CreditNormalisation {
  readonly source: 'webhook' | 'report';
  readonly staleSignature: boolean;
}

/** Mono's types are codes; a text that is none could hold anything and is not published. */
const code = /^[a-z][a-z0-9_]{0,63}$/;

function privateTextOf({ description, payer }: MonoCredit): PrivateText | null {
  const found: Readonly<Record<keyof PrivateText, string | null | undefined>> = {
    description,
    payerName: payer?.name,
    payerDocumentType: payer?.documentType,
    payerDocumentNumber: payer?.documentNumber,
    payerBankCode: payer?.bankCode,
    declinationReason: null,
    fallbackReason: null,
    providerMessage: null,
  };
  const present = Object.entries(found).filter(([, text]) => typeof text === 'string');
  return present.length === 0 ? null : (Object.fromEntries(present) as PrivateText);
}

/**
 * What a credit says. Its id alone makes it one fact (`tx_`): it has no states, and a repeated
 * delivery of it is harmless. The business date is `transaction_at`, which may be hours before.
 */
export function normaliseCredit(credit: MonoCredit, options: CreditNormalisation): NormalisedEvent {
  return {
    name: 'AccountCredited',
    key: credit.id,
    value: {
      eventId: eventIdOf(['AccountCredited', credit.id, '', '', '']),
      occurredAt: credit.transactionAt,
      monoTransactionId: credit.id,
      monoAccountId: credit.accountId,
      amount: credit.amount.amount,
      currency: credit.amount.currency,
      creditType: code.test(credit.type) ? credit.type : 'other',
      staleSignature: options.staleSignature,
      source: options.source,
    },
    privateText: privateTextOf(credit),
  };
}
