import type {
  MonoApiKey,
  MonoCollectionLink,
  MonoOutcome,
  MonoPage,
  MonoReader,
} from '@riel/mono-client';
import type { MonoAccountId, TransferId } from '@riel/schemas';
import { createdLinkOf, type CreatedObject } from '../submissions/created-object.ts';
import { foundOf, matchEcho } from '../submissions/match-members.ts';
import type { Operation } from '../submissions/operation.ts';
import type { LookUpAnswer } from './decide-look-up.ts';

/** One question about one transfer or link. */
export interface OrderQuestion {
  readonly operation: Operation;
  readonly apiKey: MonoApiKey;
  readonly transferId: TransferId;
  readonly monoAccountId: MonoAccountId;
}

/** Objects that Mono holds, on one page. */
export type ObjectPage = Pick<
  MonoPage<CreatedObject>,
  'items' | 'unreadable' | 'totalItems' | 'totalPages'
>;

/** A page of Mono's, or why there is none. `refusesKey`: 401 or 403. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly page: ObjectPage }
  | { readonly kind: 'again'; readonly why: string; readonly refusesKey: boolean };

/** Reads the outcome of a list: a page with a row that cannot be read is no answer. */
export function pageOf(outcome: MonoOutcome<ObjectPage>): PageAnswer {
  const again = (why: string, refusesKey = false) => ({ kind: 'again', why, refusesKey }) as const;
  if (outcome.kind === 'failed') return again(outcome.failure);
  const { status, body } = outcome;
  if (body.kind === 'unreadable') return again('unreadable');
  if (body.kind === 'mono-error') {
    return again(`status-${status}`, status === 401 || status === 403);
  }
  return body.value.unreadable.length > 0
    ? again('unreadable')
    : { kind: 'page', page: body.value };
}

/** Reads a list of links like one of transfers. */
export function linkPageOf(outcome: MonoOutcome<MonoPage<MonoCollectionLink>>): PageAnswer {
  if (outcome.kind === 'failed') return pageOf(outcome);
  const { body } = outcome;
  if (body.kind !== 'parsed') return pageOf({ ...outcome, body });
  const items = body.value.items.flatMap((link) => createdLinkOf(link) ?? []);
  // A link without its URL cannot be told to anybody.
  if (items.length < body.value.items.length) {
    return { kind: 'again', why: 'unreadable', refusesKey: false };
  }
  return pageOf({ ...outcome, body: { kind: 'parsed', value: { ...body.value, items } } });
}

/** What the objects that an answer holds say about the one that was asked for. `none` is not yet proven. */
export function readObjects(
  transferId: TransferId,
  objects: readonly CreatedObject[],
): LookUpAnswer {
  const echoes = objects.map((object) => matchEcho(object, transferId));
  if (echoes.includes('foreign')) return { kind: 'foreign' };
  if (echoes.includes('silent')) return { kind: 'silent' };
  if (objects.length === 0) return { kind: 'none' };
  const held = objects
    .filter(({ state }) => state !== 'duplicated')
    .toSorted((left, right) => (left.insertedAt ?? 0) - (right.insertedAt ?? 0));
  const [first] = held;
  if (first === undefined) return { kind: 'duplicated' };
  const found = foundOf(first, transferId, true);
  return { kind: 'found', found, hasSeveral: held.length > 1 };
}

async function askPage(reader: MonoReader, question: OrderQuestion): Promise<PageAnswer> {
  const { apiKey, transferId: externalId, monoAccountId: accountId } = question;
  if (question.operation === 'collection-link') {
    return linkPageOf(await reader.listCollectionLinks({ apiKey, filters: { externalId } }));
  }
  return pageOf(await reader.findTransfersByExternalId({ apiKey, externalId, accountId }));
}

/** Asks Mono for the transfer, or the link, that carries our id. */
export async function askOrder(
  reader: MonoReader,
  question: OrderQuestion,
): Promise<LookUpAnswer & { readonly refusesKey?: boolean }> {
  const answer = await askPage(reader, question);
  if (answer.kind === 'again') return answer;
  const { items, totalItems } = answer.page;
  if (items.length === 0 && (totalItems ?? 0) > 0) return { kind: 'again', why: 'inconsistent' };
  return readObjects(question.transferId, items);
}
