import { normaliseCollectionIntent, type MonoTransfer } from '@riel/mono-client';
import type { CollectionIntentId, MonoTransferId } from '@riel/schemas';
import type { LookUpWish } from '../receipts/receipt.ts';
import { again, ask, type AskPorts, type LookUpAnswer, type Trouble } from './look-up-answer.ts';
import { readTransfers } from './read-transfers.ts';

const PAGE_SIZE = 500;
const BATCH_PAGES_MAX = 10;

/** After these events of a batch every transfer of it ends; others leave them under way. */
const endingTypes: ReadonlySet<string> = new Set(['batch_canceled', 'batch_duplicated']);

async function askTransfer(ports: AskPorts, { objectId }: LookUpWish): Promise<LookUpAnswer> {
  const filters = { id: objectId as MonoTransferId };
  const found = await ask(ports, (apiKey) => ports.reader.listTransfers({ apiKey, filters }));
  if (found.kind === 'trouble') return again(found.outcome, found);
  // A filter that was not applied would answer about others.
  const own = found.value.items.filter(({ id }) => id === objectId);
  if (own.length === 0) return again(found.value.unreadable.length > 0 ? 'unreadable' : 'nothing');
  const { openCount, ...learned } = readTransfers(own, await ports.finalStates([objectId]));
  return openCount > 0 ? again('in-flight', learned) : { kind: 'answered', ...learned };
}

interface Members {
  readonly transfers: readonly MonoTransfer[];
  readonly trouble: Trouble | null;
}

const trouble = (outcome: string): Trouble => ({ outcome, retryAfterMilliseconds: null });

/** All transfers of a batch, page by page; what was read before a trouble is kept. */
async function membersOf(ports: AskPorts, batchId: string): Promise<Members> {
  const transfers: MonoTransfer[] = [];
  for (let number = 1; number <= BATCH_PAGES_MAX; number += 1) {
    const page = await ask(ports, (apiKey) =>
      ports.reader.listTransfers({
        apiKey,
        filters: { batchId },
        page: { number, size: PAGE_SIZE },
        sort: { field: 'inserted_at', direction: 'asc' },
      }),
    );
    if (page.kind === 'trouble') return { transfers, trouble: page };
    const { items, unreadable, totalPages } = page.value;
    transfers.push(...items.filter(({ batch }) => batch === null || batch.id === batchId));
    if (unreadable.length > 0) return { transfers, trouble: trouble('unreadable') };
    const isLast = totalPages === null ? items.length < PAGE_SIZE : number >= totalPages;
    if (isLast) return { transfers, trouble: null };
  }
  return { transfers, trouble: trouble('too-many-pages') };
}

async function askBatch(ports: AskPorts, wish: LookUpWish): Promise<LookUpAnswer> {
  const { transfers, trouble: stopped } = await membersOf(ports, wish.objectId);
  const ids = transfers.map(({ id }) => id);
  const { openCount, ...learned } = readTransfers(transfers, await ports.finalStates(ids));
  if (stopped !== null) return again(stopped.outcome, { ...stopped, ...learned });
  if (endingTypes.has(wish.reason)) {
    if (transfers.length === 0) return again('nothing');
    if (openCount > 0) return again('in-flight', learned);
  }
  // Members that are still under way tell of themselves by webhooks of their own.
  return { kind: 'answered', ...learned };
}

async function askIntent(ports: AskPorts, { objectId }: LookUpWish): Promise<LookUpAnswer> {
  const id = objectId as CollectionIntentId;
  const intent = await ask(ports, (apiKey) => ports.reader.getCollectionIntent({ apiKey, id }));
  if (intent.kind === 'trouble') return again(intent.outcome, intent);
  if (intent.value.id !== id) return again('nothing');
  const normalised = normaliseCollectionIntent(intent.value, { source: 'look-up' });
  return normalised.kind === 'event'
    ? { kind: 'answered', events: [normalised.event], named: [] }
    : again('in-flight');
}

/** Asks Mono about a transfer, the transfers of a batch, or an intent. A Viewer key is enough. */
export async function askMono(ports: AskPorts, wish: LookUpWish): Promise<LookUpAnswer> {
  switch (wish.kind) {
    case 'collection-intent':
      return await askIntent(ports, wish);
    case 'batch':
      return await askBatch(ports, wish);
    default:
      return await askTransfer(ports, wish);
  }
}
