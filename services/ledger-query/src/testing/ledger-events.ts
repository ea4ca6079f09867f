import { eventIdOf, transferIdOf } from '@riel/ids';
import {
  ADJUSTMENTS_TOPIC,
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type AdjustmentId,
  type Caller,
  type EventOf,
  type Instant,
  type MinorUnits,
  type MonoAccountId,
  type MonoTransactionId,
  type MonoTransferId,
  type SubmissionId,
  type ThirdPartyId,
} from '@riel/schemas';
import type { BookedEvent, TestPlace } from '../../../../test/support/test-books.ts';

const SECOND = 1_000_000;

export const transfersAt = (partition: number): TestPlace => ({
  topic: TRANSFERS_TOPIC,
  partition,
});
export const collections: TestPlace = { topic: COLLECTIONS_TOPIC, partition: 0 };
export const adjustments: TestPlace = { topic: ADJUSTMENTS_TOPIC, partition: 0 };

/** Microseconds of an ISO time. */
export const at = (iso: string): Instant => (Date.parse(iso) * 1_000) as Instant;

/** A transfer that a test tells the life of. */
export interface Life {
  readonly key: string;
  readonly caller?: string;
  readonly monoAccountId?: string;
  readonly amount?: bigint;
  readonly requestedRail?: string | null;
  /** When it was requested; acceptance follows a second, the outcome a minute later. */
  readonly happenedAt: Instant;
  /** When its facts were recorded, if not at once. */
  readonly knownAt?: Instant;
}

/** The id of a life's transfer. */
export const transferOf = ({ key, caller = 'payroll' }: Life) =>
  transferIdOf(caller as Caller, key);

const amountOf = ({ amount = 1_000_000n }: Life) => amount as MinorUnits;
const accountOf = ({ monoAccountId = 'acc_one' }: Life) => monoAccountId as MonoAccountId;
const railOf = ({ requestedRail }: Life) => (requestedRail === undefined ? 'ach' : requestedRail);

const stamp = (eventName: string, life: Life, seconds: number) => {
  const occurredAt = (life.happenedAt + seconds * SECOND) as Instant;
  const recordedAt = ((life.knownAt ?? life.happenedAt) + seconds * SECOND) as Instant;
  return { eventId: eventIdOf([eventName, transferOf(life)]), occurredAt, recordedAt };
};

export const requested = (life: Life): EventOf<'TransferRequested'> => ({
  name: 'TransferRequested',
  value: {
    ...stamp('TransferRequested', life, 0),
    transferId: transferOf(life),
    caller: (life.caller ?? 'payroll') as Caller,
    idempotencyKey: life.key,
    monoAccountId: accountOf(life),
    amount: amountOf(life),
    currency: 'COP',
    requestedRail: railOf(life),
    fallbackRails: null,
    counterAccount: null,
    notAfter: null,
    thirdPartyId: 'third-party' as ThirdPartyId,
    bankCodeChecked: true,
    metadata: {},
    payee: {
      version: 1,
      dataKeyId: 'data-key',
      recipients: [],
      nonce: Buffer.alloc(12),
      ciphertext: Buffer.alloc(64),
    },
    signature: { version: 1, keyId: 'signing-key', signature: Buffer.alloc(64) },
  },
});

export const accepted = (life: Life): EventOf<'TransferAccepted'> => ({
  name: 'TransferAccepted',
  value: {
    ...stamp('TransferAccepted', life, 1),
    transferId: transferOf(life),
    monoTransferId: `trn_${life.key}` as MonoTransferId,
    monoBatchId: null,
    monoAccountId: accountOf(life),
    monoState: 'created',
    submissionId: 'submission' as SubmissionId,
    foundByLookUp: false,
    routing: railOf(life),
  },
});

const ofMono = (life: Life, monoState: string, rail: string | null) => ({
  transferId: transferOf(life),
  monoTransferId: `trn_${life.key}` as MonoTransferId,
  monoAccountId: accountOf(life),
  amount: amountOf(life),
  currency: 'COP',
  monoState,
  previousState: null,
  rail,
  railEvidence: rail === null ? 'none' : 'rail',
  source: 'webhook',
  evidenceId: null,
});

export const settled = (life: Life, rail = railOf(life)): EventOf<'TransferSettled'> => ({
  name: 'TransferSettled',
  value: { ...stamp('TransferSettled', life, 60), ...ofMono(life, 'approved', rail) },
});

export const declined = (life: Life): EventOf<'TransferDeclined'> => ({
  name: 'TransferDeclined',
  value: {
    ...stamp('TransferDeclined', life, 60),
    ...ofMono(life, 'declined', railOf(life)),
    declinationReason: 'declined_by_destination_bank',
    sealedText: null,
  },
});

/** A life up to its settlement, on another rail than asked if one is named. */
export const settledLife = (life: Life, rail = railOf(life)): BookedEvent[] => [
  requested(life),
  accepted(life),
  settled(life, rail),
];

export const credited = (
  key: string,
  { amount, happenedAt }: { readonly amount: bigint; readonly happenedAt: Instant },
): EventOf<'AccountCredited'> => ({
  name: 'AccountCredited',
  value: {
    eventId: eventIdOf(['AccountCredited', key]),
    occurredAt: happenedAt,
    recordedAt: happenedAt,
    monoTransactionId: `mvt_${key}` as MonoTransactionId,
    monoAccountId: 'acc_one' as MonoAccountId,
    amount: amount as MinorUnits,
    currency: 'COP',
    creditType: 'bank_transfer',
    thirdPartyId: null,
    staleSignature: false,
    sealedText: null,
    source: 'webhook',
    evidenceId: null,
  },
});

export const adjusted = (
  key: string,
  given: {
    readonly happenedAt: Instant;
    readonly postings: readonly (readonly [account: string, amount: bigint])[];
  },
): EventOf<'AdjustmentRequested'> => ({
  name: 'AdjustmentRequested',
  value: {
    eventId: eventIdOf(['AdjustmentRequested', key]),
    occurredAt: given.happenedAt,
    recordedAt: given.happenedAt,
    adjustmentId: eventIdOf(['adjustment', key]) as string as AdjustmentId,
    caller: 'accounting' as Caller,
    idempotencyKey: key,
    author: 'accountant',
    reason: 'test',
    driftId: null,
    openingBalance: true,
    postings: given.postings.map(([account, amount]) => ({
      account,
      amount: amount as MinorUnits,
      currency: 'COP',
    })),
  },
});
