import type { MonoFailed, MonoRequest } from '@riel/mono-client';
import { answerJson, monoError, queryOf, transferJson, type Answer } from './answers.ts';
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
}

const listFaults = [
  'error',
  'blind',
  'no-answer',
  'shifted-pages',
  'unreadable-row',
  'ignored-filter',
] as const;
const BLINDNESS_SECONDS_MAX = 150;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Answers `GET /v1/transfers`. */
export function answerList(request: MonoRequest, options: ListOptions): Answer | MonoFailed {
  const { random, ledger, hostility, now, calm } = options;
  const query = queryOf(request);
  const externalId = query.get('external_id');
  const accountId = query.get('account_id');
  const matching = ledger
    .visible(now)
    .filter((one) => externalId === null || one.externalId === externalId)
    .filter((one) => accountId === null || one.accountId === accountId);
  if (!calm && externalId !== null && now < options.blindness.until)
    return page([], query, options);
  if (!calm && random.chance(hostility.faults / 2)) {
    switch (random.pick(listFaults)) {
      case 'error':
        return monoError(random.pick([500, 503]), 'internal', null);
      case 'no-answer':
        return {
          kind: 'failed',
          failure: 'headers-timeout',
          requestWasSent: true,
          status: null,
          detail: '',
          milliseconds: 1,
        };
      case 'blind':
        options.blindness.until =
          now + random.whole(1, BLINDNESS_SECONDS_MAX) * MICROSECONDS_PER_SECOND;
        return externalId === null ? page(matching, query, options) : page([], query, options);
      case 'ignored-filter':
        return page(ledger.visible(now), query, options);
      case 'shifted-pages':
        return page(matching.slice(1), query, { ...options, total: matching.length });
      case 'unreadable-row':
        return answerJson(200, {
          transfers: [...matching.map((one) => transferJson(one, hostility.echo)), { id: 7 }],
          pagination: paginationOf(matching.length + 1, query),
        });
    }
  }
  return page(matching, query, options);
}

function paginationOf(total: number, query: URLSearchParams) {
  const size = Number(query.get('page_size') ?? '10');
  return {
    page_number: Number(query.get('page_number') ?? '1'),
    page_size: size,
    total_items: total,
    total_pages: Math.max(1, Math.ceil(total / size)),
  };
}

function page(
  matching: readonly HeldTransfer[],
  query: URLSearchParams,
  { hostility, total = matching.length }: ListOptions & { readonly total?: number },
): Answer {
  const pagination = paginationOf(total, query);
  const start = (pagination.page_number - 1) * pagination.page_size;
  const items = matching.slice(start, start + pagination.page_size);
  const transfers = items.map((one) => transferJson(one, hostility.echo));
  return answerJson(200, { transfers, pagination });
}
