import type { DatedApiKey } from '@riel/mono-client';

export type KeyStatus = 'active' | 'retired' | 'revoked';

/** What a key is needed for: creating takes an Administrator's key, reading any. */
export type KeyPurpose = 'create' | 'read';

const DAY_MILLISECONDS = 86_400_000;

export const ageDaysOf = (key: Pick<DatedApiKey, 'createdAt'>, nowMilliseconds: number): number =>
  (nowMilliseconds - key.createdAt) / DAY_MILLISECONDS;

/** What is known about keys beside their files. */
export interface KeyKnowledge {
  readonly purpose: KeyPurpose;
  readonly nowMilliseconds: number;
  /** Keys above this age are not used; null for no limit. */
  readonly ageDaysMax: number | null;
  /** Until when a key is passed over because Mono refused it, in milliseconds. */
  readonly refusedUntil: ReadonlyMap<string, number>;
}

/** The keys that may be tried, newest first. Whether one is active says its row in the database. */
export function planKeys(
  keys: readonly DatedApiKey[],
  { purpose, nowMilliseconds, ageDaysMax, refusedUntil }: KeyKnowledge,
): readonly DatedApiKey[] {
  return keys
    .filter((key) => purpose === 'read' || key.role === 'Administrator')
    .filter((key) => ageDaysMax === null || ageDaysOf(key, nowMilliseconds) <= ageDaysMax)
    .filter(({ id }) => (refusedUntil.get(id) ?? 0) <= nowMilliseconds)
    .toSorted((left, right) => right.createdAt - left.createdAt);
}
