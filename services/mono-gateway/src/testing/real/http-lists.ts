import { transferJson } from '../faults/answers.ts';
import type { HeldTransfer } from '../faults/mono-ledger.ts';
import { listFaults, randomOf } from './http-hostility.ts';
import { answerOf, errorOf, slowDown, type HttpReply } from './http-reply.ts';
import type { HttpWorld } from './http-world.ts';

/** Answers `GET /v1/transfers`. */
export interface HttpLists {
  list(url: URL): HttpReply;
}

const BLIND_MILLISECONDS_MAX = 500;
/**
 * After blindness nothing is found by id for a while: else one question could be asked blind, and the
 * one that proves it seeing. No gateway can tell, and no Mono is known to be so. One that keeps its keys
 * never goes blind: that would put off what is sent again until all that was late is there.
 */
const DAZZLED_MILLISECONDS = 2_000;
const MICROSECONDS = 1_000;

interface Page {
  readonly items: readonly HeldTransfer[];
  readonly total: number;
}

interface Blindness {
  until: number;
  dazzledUntil: number;
}

function goBlind(blindness: Blindness, until: number): void {
  blindness.until = until;
  blindness.dazzledUntil = until + DAZZLED_MILLISECONDS * MICROSECONDS;
}

/** Makes it. */
export function createHttpLists(world: HttpWorld): HttpLists {
  const { hostility, ledger, now } = world;
  const counts = new Map<string, number>();
  const blindness: Blindness = { until: 0, dazzledUntil: 0 };

  const pageOf = ({ items, total }: Page, url: URL): HttpReply => {
    const size = Number(url.searchParams.get('page_size') ?? '10');
    const number = Number(url.searchParams.get('page_number') ?? '1');
    const shown = items.slice((number - 1) * size, number * size);
    return answerOf(200, {
      transfers: shown.map((one) => transferJson(one, hostility.echo)),
      pagination: {
        page_number: number,
        page_size: size,
        total_items: total,
        total_pages: Math.max(1, Math.ceil(total / size)),
      },
    });
  };
  const seen = (items: readonly HeldTransfer[]): Page => ({ items, total: items.length });
  const matching = (url: URL): readonly HeldTransfer[] => {
    const externalId = url.searchParams.get('external_id');
    const accountId = url.searchParams.get('account_id');
    return ledger
      .visible(now())
      .filter((one) => externalId === null || one.externalId === externalId)
      .filter((one) => accountId === null || one.accountId === accountId);
  };
  const misbehave = (url: URL, number: number): HttpReply | null => {
    const isById = url.searchParams.has('external_id');
    if (isById && now() < blindness.until) return pageOf(seen([]), url);
    if (isById && now() < blindness.dazzledUntil) return errorOf(503, 'unavailable');
    if (world.isCalm()) return null;
    const random = randomOf(hostility.seed, 'list', url.search, number);
    if (!random.chance(hostility.faults / 2)) return null;
    switch (random.pick(listFaults)) {
      case 'error':
        return errorOf(random.pick([500, 502, 503]), 'internal');
      case 'reset':
        return { kind: 'reset', sentBefore: random.pick(['nothing', 'a-part']) };
      case 'answer-too-late': {
        const page = pageOf(seen(matching(url)), url);
        return { ...page, afterMilliseconds: hostility.tooLateMilliseconds } as HttpReply;
      }
      case 'too-many':
        return slowDown(random.chance(0.5));
      case 'blind':
        if (!hostility.forgetsKeys) return errorOf(503, 'unavailable');
        goBlind(blindness, now() + random.whole(1, BLIND_MILLISECONDS_MAX) * MICROSECONDS);
        return isById ? pageOf(seen([]), url) : null;
      case 'ignored-filter':
        return pageOf(seen(ledger.visible(now())), url);
      case 'shifted-pages': {
        const items = matching(url);
        return pageOf({ items: items.slice(1), total: items.length }, url);
      }
    }
  };
  return {
    list: (url) => {
      const number = (counts.get(url.search) ?? 0) + 1;
      counts.set(url.search, number);
      return misbehave(url, number) ?? pageOf(seen(matching(url)), url);
    },
  };
}
