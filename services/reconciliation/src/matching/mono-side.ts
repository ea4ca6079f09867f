import { normaliseTransfer, ourIdOf, type MonoTransfer } from '@riel/mono-client';
import type { MonoAccountId } from '@riel/schemas';
import type { MonoSide } from './sides.ts';

const code = /^[a-z][a-z0-9_-]{0,63}$/;

/** Open values of Mono are codes; what is none could hold anything and is not stored. */
const codeOf = (text: string | null): string | null =>
  text === null ? null : code.test(text) ? text : 'other';

/** The reason's code as events carry it; free text becomes `other`. */
function reasonOf(transfer: MonoTransfer): string | null {
  if (transfer.declinationReason === null) return null;
  const monoAccountId = transfer.accountId ?? ('acc_unknown' as MonoAccountId);
  const normalised = normaliseTransfer(
    { ...transfer, accountId: monoAccountId },
    { source: 'look-up' },
  );
  if (normalised.kind !== 'event') return 'other';
  const { value } = normalised.event;
  return 'declinationReason' in value ? value.declinationReason : 'other';
}

/** Takes from a transfer of Mono what is compared and nothing personal. */
export function monoSideOf(transfer: MonoTransfer): MonoSide {
  return {
    monoTransferId: transfer.id,
    monoAccountId: transfer.accountId,
    amount: transfer.amount.amount,
    currency: transfer.amount.currency,
    state: codeOf(transfer.state) ?? 'other',
    previousState: codeOf(transfer.previousState),
    rail: codeOf(transfer.rail),
    routing: codeOf(transfer.routing),
    declinationReason: reasonOf(transfer),
    ourId: ourIdOf(transfer),
    insertedAt: transfer.insertedAt,
    updatedAt: transfer.updatedAt,
  };
}

/** The transfer of Mono again, as far as an event needs it: what a report can be recomputed from. */
export function monoTransferOf(side: MonoSide): MonoTransfer {
  return {
    id: side.monoTransferId,
    accountId: side.monoAccountId,
    batch: null,
    amount: { amount: side.amount, currency: side.currency },
    payee: null,
    recipientHandle: null,
    reference: null,
    description: null,
    externalId: side.ourId,
    entityId: null,
    rail: side.rail,
    routing: side.routing,
    fallbackRouting: null,
    state: side.state,
    previousState: side.previousState,
    declinationReason: side.declinationReason,
    fallbackReason: null,
    insertedAt: side.insertedAt,
    updatedAt: side.updatedAt,
  } as MonoTransfer;
}
