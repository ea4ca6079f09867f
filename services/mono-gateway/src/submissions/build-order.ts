import type { Codec } from '@riel/avro';
import {
  encodeCollectionLinkBody,
  encodeTransfersBody,
  type CollectionLinkToCreate,
  type TransferToCreate,
} from '@riel/mono-client';
import type { Opener } from '@riel/sealing';
import type { CollectionLinkRequested, MonoAccountId, TransferRequested } from '@riel/schemas';
import { linkToCreate } from './link-to-create.ts';
import type { WaitingRequest } from './sql/waiting-transfers.ts';
import { transferToCreate } from './transfer-to-create.ts';

/** Reads requests as they were stored. */
export type RequestCodec = Pick<
  Codec<never, 'TransferRequested' | 'CollectionLinkRequested'>,
  'prepare' | 'decode'
>;

/** What Mono is asked to create for one request. */
export type Order =
  | { readonly operation: 'transfers'; readonly transfer: TransferToCreate }
  | { readonly operation: 'collection-link'; readonly link: CollectionLinkToCreate };

export type BuiltOrder =
  | { readonly kind: 'built'; readonly order: Order }
  /** The gateway lacks the key, which may still come: it waits. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'unreadable' };

/** What building needs. */
export interface BuildPorts {
  readonly requestCodec: RequestCodec;
  readonly opener: Opener;
}

/** Makes what Mono is asked of a stored request, whose sealed part is opened for it. */
export async function buildOrder(
  { operation, payload }: WaitingRequest,
  { requestCodec, opener }: BuildPorts,
): Promise<BuiltOrder> {
  const decoded = requestCodec.decode(payload);
  if (decoded.kind === 'undecodable') return { kind: 'unreadable' };
  const { event } = decoded;
  if (event.name === 'TransferRequested') {
    return operation === 'transfers' ? await buildTransfer(event.value, opener) : unreadable;
  }
  return operation === 'collection-link' ? await buildLink(event.value, opener) : unreadable;
}

const unreadable = { kind: 'unreadable' } as const;

type Opened =
  | { readonly kind: 'opened'; readonly plaintext: Buffer }
  | { readonly kind: 'locked' | 'unreadable' };

async function open(
  opener: Opener,
  blob: TransferRequested['payee'],
  place: { readonly transferId: string; readonly eventName: string },
): Promise<Opened> {
  const opened = await opener.open(blob, place);
  if (opened.kind === 'opened') return opened;
  return { kind: opened.reason === 'not-authentic' ? 'unreadable' : 'locked' };
}

async function buildTransfer(request: TransferRequested, opener: Opener): Promise<BuiltOrder> {
  const { transferId, payee } = request;
  const opened = await open(opener, payee, { transferId, eventName: 'TransferRequested' });
  if (opened.kind !== 'opened') return opened;
  const transfer = transferToCreate(request, opened.plaintext);
  if (transfer === null) return unreadable;
  return { kind: 'built', order: { operation: 'transfers', transfer } };
}

async function buildLink(request: CollectionLinkRequested, opener: Opener): Promise<BuiltOrder> {
  const { collectionLinkId: transferId, payer } = request;
  const place = { transferId, eventName: 'CollectionLinkRequested' };
  const opened = payer === null ? null : await open(opener, payer, place);
  if (opened !== null && opened.kind !== 'opened') return opened;
  const link = linkToCreate(request, opened?.plaintext ?? null);
  if (link === null) return unreadable;
  return { kind: 'built', order: { operation: 'collection-link', link } };
}

/** The bytes of the one request that creates these orders: transfers, or a single link. */
export function bodyOf(orders: readonly Order[], accountId: MonoAccountId): Buffer {
  const [first] = orders;
  if (first?.operation === 'collection-link') return encodeCollectionLinkBody(first.link);
  const transfers = orders.flatMap((order) =>
    order.operation === 'transfers' ? [order.transfer] : [],
  );
  return encodeTransfersBody({ accountId, transfers });
}
