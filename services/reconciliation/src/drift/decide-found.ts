/** A drift as it is known. */
export interface KnownDrift {
  readonly status: 'open' | 'resolved';
  readonly resolution: string | null;
  readonly author: string | null;
  readonly firstFoundAt: number;
  readonly timesOpened: number;
}

/** What finding a drift leads to. */
export type FoundDecision =
  | { readonly kind: 'opened'; readonly firstFoundAt: number; readonly timesOpened: number }
  | { readonly kind: 'still-open'; readonly firstFoundAt: number; readonly timesOpened: number }
  /** A person has explained exactly this difference: it is told and not counted. */
  | { readonly kind: 'accepted'; readonly firstFoundAt: number; readonly timesOpened: number };

/** Resolutions by a person that speak for the difference itself, so that finding it again is no news. */
const lasting: ReadonlySet<string> = new Set(['explained', 'adjusted', 'rail-corrected']);

/** Decides what a drift that was found now is: new, known, back again, or explained by a person. */
export function decideFound(known: KnownDrift | null, now: number): FoundDecision {
  if (known === null) return { kind: 'opened', firstFoundAt: now, timesOpened: 1 };
  const { firstFoundAt, timesOpened } = known;
  if (known.status === 'open') return { kind: 'still-open', firstFoundAt, timesOpened };
  const isExplained = known.author !== null && lasting.has(known.resolution ?? '');
  if (isExplained) return { kind: 'accepted', firstFoundAt, timesOpened };
  return { kind: 'opened', firstFoundAt, timesOpened: timesOpened + 1 };
}
