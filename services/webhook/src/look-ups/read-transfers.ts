import {
  normaliseTransfer,
  ourIdOf,
  type MonoTransfer,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { TransferId } from '@riel/schemas';
import type { KnownFinalState } from '../facts/read-final-states.ts';
import type { NamedTransfer } from './look-up-answer.ts';

/** What listed transfers say, and how many of them say nothing that can be published yet. */
export interface ReadTransfers {
  readonly events: readonly NormalisedEvent[];
  readonly named: readonly NamedTransfer[];
  readonly openCount: number;
}

type Read = { readonly kind: 'event'; readonly event: NormalisedEvent } | { readonly kind: 'open' };

/**
 * One transfer. A state other than the one that was published before is a change of it, if Mono's time
 * is later; if it is earlier, the list is behind what a webhook told.
 */
function readTransfer(transfer: MonoTransfer, known: KnownFinalState | undefined): Read {
  const isBehind =
    known !== undefined &&
    transfer.state !== known.state &&
    transfer.updatedAt !== null &&
    transfer.updatedAt < known.occurredAt;
  if (isBehind) return { kind: 'open' };
  const isKnownChange =
    known?.eventName === 'TransferFinalStateChanged' &&
    transfer.state === known.state &&
    transfer.updatedAt === known.occurredAt;
  const normalised = normaliseTransfer(transfer, {
    source: 'look-up',
    // The fact that is known as a change must not come a second time as a plain one.
    ...(isKnownChange ? { webhookType: 'bank_transfer_change_final_state' } : {}),
    ...(known === undefined ? {} : { knownFinalState: known.state }),
  });
  return normalised.kind === 'event'
    ? { kind: 'event', event: normalised.event }
    : { kind: 'open' };
}

function namedOf(transfer: MonoTransfer): NamedTransfer[] {
  const transferId = ourIdOf(transfer) as TransferId | null;
  const { id: monoTransferId, accountId: monoAccountId } = transfer;
  if (transferId === null || monoAccountId === null) return [];
  return [{ monoTransferId, transferId, monoAccountId }];
}

/** Reads what a list of Mono says. Pure; `known` holds the final states that were published before. */
export function readTransfers(
  transfers: readonly MonoTransfer[],
  known: ReadonlyMap<string, KnownFinalState>,
): ReadTransfers {
  const read = transfers.map((transfer) => readTransfer(transfer, known.get(transfer.id)));
  return {
    events: read.flatMap((one) => (one.kind === 'event' ? [one.event] : [])),
    named: transfers.flatMap(namedOf),
    openCount: read.filter((one) => one.kind === 'open').length,
  };
}
