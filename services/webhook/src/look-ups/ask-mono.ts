import {
  normaliseCollectionIntent,
  normaliseTransfer,
  type MonoApiKey,
  type MonoOutcome,
  type MonoReader,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { CollectionIntentId, MonoTransferId } from '@riel/schemas';
import type { LookUpWish } from '../receipts/receipt.ts';

/** What Mono answered: the facts, that nothing is final yet, or why there is no answer. */
export type LookUpAnswer =
  | { readonly kind: 'answered'; readonly events: readonly NormalisedEvent[] }
  | { readonly kind: 'again'; readonly outcome: string };

const PAGE_SIZE = 500;
const BATCH_PAGES_MAX = 10;

function valueOf<Value>(outcome: MonoOutcome<Value>): Value | string {
  if (outcome.kind === 'failed') return outcome.failure;
  if (outcome.body.kind === 'parsed') return outcome.body.value;
  return outcome.body.kind === 'unreadable' ? 'unreadable' : `status-${outcome.status}`;
}

async function askTransfers(
  reader: MonoReader,
  apiKey: MonoApiKey,
  wish: LookUpWish,
): Promise<LookUpAnswer> {
  const filters =
    wish.kind === 'batch' ? { batchId: wish.objectId } : { id: wish.objectId as MonoTransferId };
  const events: NormalisedEvent[] = [];
  let isOpen = false;
  for (let number = 1; number <= BATCH_PAGES_MAX; number += 1) {
    const page = valueOf(
      await reader.listTransfers({ apiKey, filters, page: { number, size: PAGE_SIZE } }),
    );
    if (typeof page === 'string') return { kind: 'again', outcome: page };
    for (const transfer of page.items) {
      const normalised = normaliseTransfer(transfer, { source: 'look-up' });
      if (normalised.kind === 'event') events.push(normalised.event);
      else isOpen = true;
    }
    if (page.unreadable.length > 0) return { kind: 'again', outcome: 'unreadable' };
    if (number >= (page.totalPages ?? number)) break;
  }
  if (events.length === 0 && wish.kind === 'transfer') return { kind: 'again', outcome: 'nothing' };
  // The members of a batch that are still under way tell of themselves by webhooks of their own.
  return isOpen && wish.kind === 'transfer'
    ? { kind: 'again', outcome: 'in-flight' }
    : { kind: 'answered', events };
}

async function askIntent(
  reader: MonoReader,
  apiKey: MonoApiKey,
  wish: LookUpWish,
): Promise<LookUpAnswer> {
  const intent = valueOf(
    await reader.getCollectionIntent({ apiKey, id: wish.objectId as CollectionIntentId }),
  );
  if (typeof intent === 'string') return { kind: 'again', outcome: intent };
  const normalised = normaliseCollectionIntent(intent, { source: 'look-up' });
  return normalised.kind === 'event'
    ? { kind: 'answered', events: [normalised.event] }
    : { kind: 'again', outcome: 'in-flight' };
}

/** Asks Mono about an object. A Viewer key is enough. */
export async function askMono(
  reader: MonoReader,
  apiKey: MonoApiKey,
  wish: LookUpWish,
): Promise<LookUpAnswer> {
  return wish.kind === 'collection-intent'
    ? await askIntent(reader, apiKey, wish)
    : await askTransfers(reader, apiKey, wish);
}
