import type { MonoFailed, MonoRequest } from '@riel/mono-client';
import {
  answerJson,
  failed,
  kindOf,
  linkJson,
  monoError,
  queryOf,
  transferJson,
  type Answer,
} from './answers.ts';
import type { Hostility } from './hostility.ts';
import type { HeldTransfer, MonoLedger } from './mono-ledger.ts';
import type { SeededRandom } from './random.ts';

export interface ListOptions {
  readonly random: SeededRandom;
  readonly ledger: MonoLedger;
  readonly hostility: Hostility;
  readonly now: number;
  readonly calm: boolean;
  /** Until when no filter by external id finds anything: the lie that a look-up's proof is for. */
  readonly blindness: { until: number };
  readonly count: (name: string) => void;
}

/** What goes wrong with a list. */
export const listFaults = [
  'error',
  'unauthorized',
  'blind',
  'no-answer',
  'shifted-pages',
  'unreadable-row',
  'ignored-filter',
] as const;
type ListFault = (typeof listFaults)[number];

const BLINDNESS_SECONDS = [5, 20, 150] as const;
const MICROSECONDS_PER_SECOND = 1_000_000;
const MICROSECONDS = 1_000;

interface Question extends ListOptions {
  readonly request: MonoRequest;
  readonly query: URLSearchParams;
  readonly externalId: string | null;
  /** What an honest list would show. */
  readonly matching: readonly HeldTransfer[];
}

/** Answers `GET /v1/transfers` and `GET /v1/collection_links`. */
export function answerList(request: MonoRequest, options: ListOptions): Answer | MonoFailed {
  const { random, ledger, hostility, now, calm } = options;
  const query = queryOf(request);
  const externalId = query.get('external_id');
  const accountId = query.get('account_id');
  const isAsked = (one: HeldTransfer): boolean =>
    (externalId === null || one.externalId === externalId) &&
    (accountId === null || one.accountId === accountId);
  const matching = ledger.visible(now).filter(isAsked);
  const question: Question = { ...options, request, query, externalId, matching };
  if (externalId !== null) countLate(question);
  if (!calm && externalId !== null && now < options.blindness.until) {
    if (matching.length > 0) options.count('list: blind');
    return page([], question);
  }
  if (!calm && random.chance(hostility.faults / 3)) {
    return misbehave(random.pick(listFaults), question);
  }
  return page(matching, question);
}

/** Something that was asked for is there and cannot be seen yet. */
function countLate({ ledger, externalId, now, hostility, count }: Question): void {
  const late = ledger.transfers.filter(
    (one) => one.externalId === externalId && one.visibleAt > now,
  );
  if (late.length === 0) return;
  count('lists late');
  const edge = hostility.forgottenLagMillisecondsMax * 0.9 * MICROSECONDS;
  if (hostility.forgetsKeys && late.some((one) => one.visibleAt - one.insertedAt >= edge)) {
    count('lists late, just within the gap');
  }
}

function misbehave(fault: ListFault, question: Question): Answer | MonoFailed {
  const { random, query, externalId, matching, ledger, now, blindness } = question;
  const played = (): void => question.count(`list: ${fault}`);
  switch (fault) {
    case 'error':
      played();
      return monoError(random.pick([500, 503]), 'internal', null);
    case 'unauthorized':
      played();
      return monoError(401, 'expired_token', null);
    case 'no-answer':
      played();
      return failed('headers-timeout', true);
    case 'blind':
      blindness.until =
        now + random.whole(1, random.pick(BLINDNESS_SECONDS)) * MICROSECONDS_PER_SECOND;
      return externalId === null ? page(matching, question) : page([], question);
    case 'ignored-filter': {
      const all = ledger.visible(now);
      if (all.length > matching.length) played();
      return page(all, question);
    }
    case 'shifted-pages':
      // A row before this page went away while the pages were read.
      if (matching.length > 0) played();
      return page(matching.slice(1), { ...question, total: matching.length });
    case 'unreadable-row': {
      played();
      const rows = [...matching.map((one) => objectJson(one, question)), { id: 7 }];
      return answerJson(200, {
        [listName(question)]: rows,
        pagination: paginationOf(rows.length, query, question.hostility),
      });
    }
  }
}

const listName = ({ request }: Question): string =>
  kindOf(request) === 'links' ? 'collection_links' : 'transfers';

const objectJson = (held: HeldTransfer, { request, hostility }: Question): object =>
  kindOf(request) === 'links' ? linkJson(held) : transferJson(held, hostility.echo);

function paginationOf(total: number, query: URLSearchParams, { pageItemsMax }: Hostility) {
  const size = Math.min(Number(query.get('page_size') ?? '10'), pageItemsMax);
  return {
    page_number: Number(query.get('page_number') ?? '1'),
    page_size: size,
    total_items: total,
    total_pages: Math.max(1, Math.ceil(total / size)),
  };
}

function page(
  matching: readonly HeldTransfer[],
  question: Question & { readonly total?: number },
): Answer {
  const { query, hostility, total = matching.length } = question;
  const pagination = paginationOf(total, query, hostility);
  const sorted = hostility.newestFirst ? matching.toReversed() : matching;
  const start = (pagination.page_number - 1) * pagination.page_size;
  const items = sorted.slice(start, start + pagination.page_size);
  const rows = items.map((one) => objectJson(one, question));
  return answerJson(200, { [listName(question)]: rows, pagination });
}
