import { decide, type Tables } from '@riel/books';
import { eventIdOf } from '@riel/ids';
import type { SealedBlob, ThirdPartyId, TransferRequested } from '@riel/schemas';
import type { PreparedTransfer } from './prepared-transfer.ts';
import type { ReceivedTransfer } from './prepare-transfer.ts';

/** An entry as it would be booked. */
export interface ExpectedEntry {
  readonly kind: string;
  /** Calendar date in Bogota. */
  readonly bookingDate: string;
  readonly postings: {
    readonly account: string;
    /** Digits, minor units: positive is a debit, negative a credit. */
    readonly amount: string;
    readonly currency: string;
  }[];
}

/**
 * What the books would enter for the request, by their own rules. The tables in force are the ledger's and
 * are not read here: rail, Mono account and counter account are taken as known to them.
 */
export function expectedEntries(
  received: ReceivedTransfer,
  prepared: PreparedTransfer,
): readonly ExpectedEntry[] {
  const value = requestOf(received, prepared);
  const decision = decide({
    event: { name: 'TransferRequested', value },
    key: value.transferId,
    subject: null,
    tables: tablesThatKnow(received),
  });
  if (decision.kind === 'known') return [];
  return decision.entries.map(({ kind, bookingDate, postings }) => ({
    kind,
    bookingDate,
    postings: postings.map(({ account, amount, currency }) => ({
      account,
      currency,
      amount: amount.toString(),
    })),
  }));
}

const nothing = Buffer.alloc(0);
const noPayee: SealedBlob = {
  version: 0,
  dataKeyId: '',
  recipients: [],
  nonce: nothing,
  ciphertext: nothing,
};

// Who is paid, and who signed it, decides no entry.
function requestOf(received: ReceivedTransfer, prepared: PreparedTransfer): TransferRequested {
  const { command } = received;
  return {
    eventId: eventIdOf(['TransferRequested', prepared.transferId]),
    occurredAt: prepared.acceptedAt,
    recordedAt: prepared.acceptedAt,
    transferId: prepared.transferId,
    caller: received.caller,
    idempotencyKey: received.idempotencyKey,
    monoAccountId: command.monoAccountId,
    amount: command.amount,
    currency: command.currency,
    requestedRail: command.rail,
    fallbackRails: command.fallbackRails,
    counterAccount: command.counterAccount,
    notAfter: command.notAfter,
    thirdPartyId: '' as ThirdPartyId,
    bankCodeChecked: prepared.answer.bankCodeChecked,
    metadata: command.metadata,
    payee: noPayee,
    signature: { version: 0, keyId: '', signature: nothing },
  };
}

function tablesThatKnow({ command }: ReceivedTransfer): Tables {
  const { counterAccount, rail } = command;
  return {
    notice: null,
    accounts:
      counterAccount === null
        ? []
        : [
            {
              pattern: counterAccount,
              type: 'liability',
              normalSide: 'credit',
              puc: '',
              beancount: '',
              name: counterAccount,
            },
          ],
    rails: rail === null ? [] : [rail],
    monoAccounts: [],
    tariffs: [],
  };
}
