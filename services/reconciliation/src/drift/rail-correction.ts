import { eventIdOf } from '@riel/ids';
import type { Instant, MinorUnits, MonoAccountId, MonoTransferId, TransferId } from '@riel/schemas';
import type { SettledTransfer } from '../imports/sql.ts';

/** What the actual rail was, and who says so. */
export interface RailWord {
  readonly rail: string;
  readonly evidence: 'person' | 'rail';
  readonly source: 'person' | 'report';
}

/** The correction of a settled transfer's rail, without who asked for it. One word of one source is one fact. */
export function correctionOf(transfer: SettledTransfer, { rail, evidence, source }: RailWord) {
  const isOurs = !transfer.transferId.startsWith('trn_');
  const parts = [
    'TransferRailCorrected',
    transfer.monoTransferId,
    'approved',
    `${evidence}=${rail}`,
  ];
  return {
    eventId: eventIdOf([...parts, String(transfer.settledAt)]),
    occurredAt: transfer.settledAt as Instant,
    transferId: isOurs ? (transfer.transferId as TransferId) : null,
    monoTransferId: transfer.monoTransferId as MonoTransferId,
    monoAccountId: transfer.monoAccountId as MonoAccountId,
    amount: transfer.amount as MinorUnits,
    currency: transfer.currency,
    monoState: 'approved',
    previousState: null,
    rail,
    railEvidence: evidence,
    source,
    evidenceId: null,
  };
}
