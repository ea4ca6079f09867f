import type { AdjustmentId, Caller, CollectionLinkId, EventId, TransferId } from '@riel/schemas';
import { parseUuid, uuidV5 } from './uuid.ts';

// The first part names the kind of thing, so that one key used for a transfer and for a collection
// link gives two ids.

/** Id of the transfer that a caller asks for with an idempotency key: the same for ever. */
export function transferIdOf(caller: Caller, idempotencyKey: string): TransferId {
  return uuidV5(['transfer', caller, idempotencyKey]) as TransferId;
}

/** Id of the collection link that a caller asks for with an idempotency key. */
export function collectionLinkIdOf(caller: Caller, idempotencyKey: string): CollectionLinkId {
  return uuidV5(['collection-link', caller, idempotencyKey]) as CollectionLinkId;
}

/** Id of the adjustment that a caller asks for with an idempotency key. */
export function adjustmentIdOf(caller: Caller, idempotencyKey: string): AdjustmentId {
  return uuidV5(['adjustment', caller, idempotencyKey]) as AdjustmentId;
}

/**
 * Id of a fact over what makes it that fact: event name first, then for a provider's fact Mono's
 * object id, state, rail and Mono's state time. A missing part is the empty text.
 */
export function eventIdOf(parts: readonly string[]): EventId {
  return uuidV5(['event', ...parts]) as EventId;
}

/** The transfer id in a text from outside, in canonical form, or null if it is no UUID. */
export function parseTransferId(text: string): TransferId | null {
  return parseUuid(text) as TransferId | null;
}
