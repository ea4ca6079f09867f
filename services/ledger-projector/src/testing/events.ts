import { eventIdOf, transferIdOf } from '@riel/ids';
import type {
  Caller,
  EventOf,
  Instant,
  MinorUnits,
  MonoAccountId,
  MonoTransferId,
  SubmissionId,
  ThirdPartyId,
  TransferId,
} from '@riel/schemas';
import type { BookedEvent } from '../projection/read-record.ts';

const DAY_START = Date.UTC(2026, 9, 5, 12) * 1000;
const SECOND = 1_000_000;

/** A transfer that tests tell the life of; times follow from its number. */
export interface TestTransfer {
  readonly transferId: TransferId;
  readonly monoTransferId: MonoTransferId;
  readonly idempotencyKey: string;
  readonly amount: MinorUnits;
  readonly requestedRail: string | null;
  readonly startsAt: number;
}

export const testCaller = 'payroll' as Caller;
export const testMonoAccount = 'acc_main' as MonoAccountId;

export const testTransfer = (
  number: number,
  given: { readonly amount?: bigint; readonly requestedRail?: string | null } = {},
): TestTransfer => ({
  transferId: transferIdOf(testCaller, `key-${number}`),
  monoTransferId: `trn_${number}` as MonoTransferId,
  idempotencyKey: `key-${number}`,
  amount: (given.amount ?? 1_000_000n) as MinorUnits,
  requestedRail: given.requestedRail === undefined ? 'ach' : given.requestedRail,
  startsAt: DAY_START + number * SECOND,
});

const stamp = (eventName: string, transfer: TestTransfer, seconds: number) => ({
  eventId: eventIdOf([eventName, transfer.transferId, `${seconds}`]),
  occurredAt: (transfer.startsAt + seconds * SECOND) as Instant,
  recordedAt: (transfer.startsAt + seconds * SECOND + 1000) as Instant,
});

const sealed = {
  version: 1,
  dataKeyId: 'data-key',
  recipients: [],
  nonce: Buffer.alloc(12),
  ciphertext: Buffer.alloc(64),
};

export const requested = (transfer: TestTransfer): EventOf<'TransferRequested'> => ({
  name: 'TransferRequested',
  value: {
    ...stamp('TransferRequested', transfer, 0),
    transferId: transfer.transferId,
    caller: testCaller,
    idempotencyKey: transfer.idempotencyKey,
    monoAccountId: testMonoAccount,
    amount: transfer.amount,
    currency: 'COP',
    requestedRail: transfer.requestedRail,
    fallbackRails: null,
    counterAccount: null,
    notAfter: null,
    thirdPartyId: 'third-party' as ThirdPartyId,
    bankCodeChecked: true,
    metadata: {},
    payee: sealed,
    signature: { version: 1, keyId: 'signing-key', signature: Buffer.alloc(64) },
  },
});

export const accepted = (transfer: TestTransfer): EventOf<'TransferAccepted'> => ({
  name: 'TransferAccepted',
  value: {
    ...stamp('TransferAccepted', transfer, 1),
    transferId: transfer.transferId,
    monoTransferId: transfer.monoTransferId,
    monoBatchId: null,
    monoAccountId: testMonoAccount,
    monoState: 'created',
    submissionId: 'submission' as SubmissionId,
    foundByLookUp: false,
    routing: transfer.requestedRail,
  },
});

const ofMono = (transfer: TestTransfer, monoState: string, rail: string | null) => ({
  transferId: transfer.transferId,
  monoTransferId: transfer.monoTransferId,
  monoAccountId: testMonoAccount,
  amount: transfer.amount,
  currency: 'COP',
  monoState,
  previousState: null,
  rail,
  railEvidence: rail === null ? 'none' : 'rail',
  source: 'webhook',
  evidenceId: null,
});

export const settled = (
  transfer: TestTransfer,
  rail: string | null = transfer.requestedRail,
): EventOf<'TransferSettled'> => ({
  name: 'TransferSettled',
  value: {
    ...stamp('TransferSettled', transfer, 60),
    ...ofMono(transfer, 'approved', rail),
  },
});

export const declined = (transfer: TestTransfer): EventOf<'TransferDeclined'> => ({
  name: 'TransferDeclined',
  value: {
    ...stamp('TransferDeclined', transfer, 60),
    ...ofMono(transfer, 'declined', transfer.requestedRail),
    declinationReason: 'insufficient_funds',
    sealedText: null,
  },
});

/** The life of a transfer that settles as it was asked. */
export const lifeOf = (transfer: TestTransfer): BookedEvent[] => [
  requested(transfer),
  accepted(transfer),
  settled(transfer),
];
