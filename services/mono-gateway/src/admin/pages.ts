import { principalOf } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import { nullable } from './admin-schemas.ts';

const LISTED_DEFAULT = 100;

/** What asks for a page of a list, and for the one behind it. */
export const pageQuery = (listedMax: number) => ({
  limit: Type.Integer({ minimum: 1, maximum: listedMax, default: LISTED_DEFAULT }),
  after: Type.Optional(Type.String({ format: 'uuid', description: '`next` of the page before' })),
});

export const nextId = nullable(
  Type.String({ description: 'where the next page begins; null if there is none' }),
);

/** Mono accounts that a request is shown: the one that it asks for, of those that its key may see. */
export function seenBy(request: Parameters<typeof principalOf>[0], monoAccountId?: string) {
  const { monoAccounts } = principalOf(request);
  return {
    monoAccountId: monoAccountId ?? null,
    monoAccounts: monoAccounts === 'all' ? null : [...monoAccounts],
  };
}

export const textOf = (value: bigint | number): string => formatInstant(Number(value) as Instant);

export const ageSecondsOf = (since: bigint, now: Instant): number =>
  secondsBetween(Number(since), now);

/** Whole seconds between two instants. */
export const secondsBetween = (from: number, until: number): number =>
  Math.floor((until - from) / MICROSECONDS_PER_SECOND);

const MICROSECONDS_PER_SECOND = 1_000_000;
