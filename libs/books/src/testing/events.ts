import type { AnyEvent, EventName } from '@riel/schemas';

/** Minutes after 2026-10-05 10:00 in Bogota, which is 15:00 UTC: the time of the facts in tests. */
export function minute(minutes: number): number {
  return (Date.UTC(2026, 9, 5, 15) + minutes * 60_000) * 1_000;
}

/** Pesos as minor units: pesos(1_000_000) is 1,000,000.00 COP. */
export function pesos(amount: number): bigint {
  return BigInt(Math.round(amount * 100));
}

export const TRANSFER = '7f3c3c5e-2c1b-5a55-9d0c-1c7a51d7a001';
export const MONO = 'trn_1';
export const ACCOUNT = 'acc_1';

/** What a test says of an event; everything else has a usual value. */
export type Said = Readonly<Record<string, unknown>> & {
  /** Minutes, see `minute`. */
  readonly at?: number;
  /** Pesos. */
  readonly pesos?: number;
};

const usual: Readonly<Record<string, unknown>> = {
  transferId: TRANSFER,
  monoTransferId: MONO,
  monoAccountId: ACCOUNT,
  amount: pesos(1_000_000),
  currency: 'COP',
  recordedAt: 0,
  source: 'webhook',
  evidenceId: null,
};

function event(name: EventName, usually: object, said: Said): AnyEvent {
  const { at, pesos: amount, ...rest } = said;
  const value: Record<string, unknown> = {
    ...usual,
    ...usually,
    occurredAt: minute(at ?? 0),
    ...(amount === undefined ? {} : { amount: pesos(amount) }),
    ...rest,
  };
  // Like the real ids, this one is made of what tells facts apart.
  const parts = ['monoTransferId', 'monoState', 'rail', 'railEvidence', 'occurredAt'];
  value['eventId'] ??= [name, ...parts.map((part) => String(value[part]))].join(' ');
  return { name, value } as unknown as AnyEvent;
}

const told = { previousState: null, rail: null, railEvidence: 'none' };

export function requested(said: Said = {}): AnyEvent {
  const usually = {
    eventId: 'request',
    caller: 'payroll',
    idempotencyKey: 'october-1',
    requestedRail: 'turbo',
    counterAccount: null,
    digest: 'genuine',
  };
  return event('TransferRequested', usually, said);
}

/** A request of the same id that nobody of ours has signed. */
export function forged(said: Said = {}): AnyEvent {
  return requested({ requestedRail: 'ach', pesos: 9_000_000, digest: 'forged', ...said });
}

/** The gateway's word that a request was forged. */
export function forgeryRefused(said: Said = {}): AnyEvent {
  return refused({ reason: 'signature', requestDigest: 'forged', ...said });
}

export function accepted(said: Said = {}): AnyEvent {
  return event('TransferAccepted', { monoState: 'created', routing: null }, { at: 1, ...said });
}

export function refused(said: Said = {}): AnyEvent {
  const usually = { reason: 'mono-validation', requestDigest: null };
  return event('TransferRefused', usually, { at: 1, ...said });
}

export function cancelledByCaller(said: Said = {}): AnyEvent {
  return event('TransferCancelledByCaller', { caller: 'payroll' }, { at: 1, ...said });
}

export function cancellationRequested(said: Said = {}): AnyEvent {
  return event('TransferCancellationRequested', { caller: 'payroll' }, { at: 1, ...said });
}

/** A fallback; `rail` is what the record names, by `routing` unless said otherwise. */
export function rerouted(said: Said = {}): AnyEvent {
  const usually = { ...told, monoState: 'in_progress', ...railRead(said, 'routing') };
  return event('TransferRerouted', usually, { at: 2, ...said });
}

/** Approved; `rail` is explicit unless `railEvidence` says otherwise. */
export function settled(said: Said = {}): AnyEvent {
  const usually = { ...told, monoState: 'approved', ...railRead(said, 'rail') };
  return event('TransferSettled', usually, { at: 10, ...said });
}

export function declined(said: Said = {}): AnyEvent {
  const usually = {
    ...told,
    monoState: 'declined',
    declinationReason: 'declined_by_destination_bank',
    ...railRead(said, 'rail'),
  };
  return event('TransferDeclined', usually, { at: 10, ...said });
}

export function cancelled(said: Said = {}): AnyEvent {
  const usually = { ...told, monoState: 'cancelled', declinationReason: null };
  return event('TransferCancelled', usually, { at: 10, ...said });
}

export function duplicated(said: Said = {}): AnyEvent {
  const usually = { ...told, monoState: 'duplicated', otherMonoTransferId: null };
  return event('TransferDuplicated', usually, { at: 10, ...said });
}

/** Approved becomes declined. */
export function changedToDeclined(said: Said = {}): AnyEvent {
  const usually = {
    ...told,
    monoState: 'declined',
    previousState: 'approved',
    declinationReason: 'final_state_changed',
    ...railRead(said, 'rail'),
  };
  return event('TransferFinalStateChanged', usually, { at: 20, ...said });
}

/** Declined becomes approved. */
export function changedToApproved(said: Said = {}): AnyEvent {
  const usually = {
    ...told,
    monoState: 'approved',
    previousState: 'declined',
    declinationReason: null,
    ...railRead(said, 'rail'),
  };
  return event('TransferFinalStateChanged', usually, { at: 30, ...said });
}

export function railCorrected(said: Said = {}): AnyEvent {
  const usually = { ...told, monoState: 'approved', author: null, reason: null };
  return event(
    'TransferRailCorrected',
    { ...usually, ...railRead(said, 'person') },
    {
      at: 40,
      ...said,
    },
  );
}

export function matched(said: Said = {}): AnyEvent {
  return event('TransferMatched', {}, { at: 50, ...said });
}

export function accountCredited(said: Said = {}): AnyEvent {
  const usually = {
    monoTransactionId: 'tx_1',
    creditType: 'incoming_wire',
    thirdPartyId: null,
    staleSignature: false,
  };
  return event('AccountCredited', usually, said);
}

export function collectionCredited(said: Said = {}): AnyEvent {
  const usually = {
    collectionIntentId: 'cint_1',
    monoState: 'account_credited',
    collectionLinkId: null,
  };
  return event('CollectionCredited', usually, said);
}

export function collectionFailed(said: Said = {}): AnyEvent {
  const usually = { collectionIntentId: 'cint_1', monoState: 'failed', collectionLinkId: null };
  return event('CollectionFailed', usually, said);
}

export function linkRequested(said: Said = {}): AnyEvent {
  const usually = {
    collectionLinkId: 'link-1',
    amountValidation: 'free',
    usageType: 'single_use',
    expiresAt: null,
    redirectUrl: null,
    caller: 'shop',
  };
  return event('CollectionLinkRequested', usually, said);
}

export function linkCreated(said: Said = {}): AnyEvent {
  const usually = {
    collectionLinkId: 'link-1',
    monoCollectionLinkId: 'clink_1',
    link: 'https://links.example/clink_1',
  };
  return event('CollectionLinkCreated', usually, said);
}

export function linkRefused(said: Said = {}): AnyEvent {
  return event('CollectionLinkRefused', { collectionLinkId: 'link-1', reason: 'validation' }, said);
}

export function adjustmentRequested(said: Said = {}): AnyEvent {
  const usually = {
    adjustmentId: 'adjustment-1',
    author: 'an accountant',
    reason: 'a test',
    driftId: null,
    openingBalance: false,
    postings: [],
  };
  return event('AdjustmentRequested', usually, said);
}

function railRead(said: Said, evidence: string): object {
  return said['rail'] === undefined || said['rail'] === null ? {} : { railEvidence: evidence };
}
