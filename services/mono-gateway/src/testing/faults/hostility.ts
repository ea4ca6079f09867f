import type { SeededRandom } from './random.ts';
import type { CreateFault } from './create-faults.ts';

/**
 * What a seed is mostly about; everything else is drawn beside it.
 *
 *   forgetful  it forgets idempotency keys, and lists late, but within the gap between two look-ups
 *   slow       it keeps keys, and may work and list long after that gap
 *   partial    batches, of which it may create or answer a part
 *   restored   the gateway's database is put back to an older copy
 */
export const themes = ['forgetful', 'slow', 'partial', 'restored'] as const;
export type Theme = (typeof themes)[number];

/** Seeds from 1 on take the themes in turn. */
export function themeOf(seed: number): Theme {
  const theme = themes[(seed - 1) % themes.length];
  if (theme === undefined) throw new RangeError(`seed ${seed} is not a positive whole number`);
  return theme;
}

/** How hostile one run's Mono is. Drawn once per seed. */
export interface Hostility {
  /** How often something goes wrong with a request, from 0 to 1. */
  readonly faults: number;
  /** Creations go wrong in these ways more often. */
  readonly favours: readonly CreateFault[];
  /** It forgets idempotency keys. */
  readonly forgetsKeys: boolean;
  /** What it makes of an external id that it has already, when it does not know the key any more. */
  readonly duplicates: 'second-payment' | 'state-duplicated';
  /** Longest time from an answer that the client gave up on until the transfer can be found. */
  readonly lagMillisecondsMax: number;
  /** The same for work that it does without remembering the key. */
  readonly forgottenLagMillisecondsMax: number;
  /** How often it takes almost as long as it may, from 0 to 1. */
  readonly lagsToTheEdge: number;
  /** How often it refuses a key that it knows, as if the first request had never been, from 0 to 1. */
  readonly refusesRepeats: number;
  /** It drops a whole batch for one bad member, and may not say which. */
  readonly namesBadMembers: boolean;
  /** Ids that its answers carry. */
  readonly echo: 'both' | 'external' | 'entity';
  /** Most objects on a page, whatever is asked for. */
  readonly pageItemsMax: number;
  /** Lists the newest first, whatever is asked for. */
  readonly newestFirst: boolean;
  readonly crashes: number;
}

const LAG_MILLISECONDS_MAX = 1_800_000;

const favoursOf: Readonly<Record<Theme, readonly CreateFault[]>> = {
  forgetful: ['reset-after-work', 'reset-after-work', 'error-after-work', 'late-work'],
  slow: ['late-work', 'late-work', 'reset-after-work', 'refusal-without-work'],
  partial: ['part-of-batch', 'part-of-batch', 'missing-member', 'reset-after-work', 'late-work'],
  restored: [],
};

/**
 * Draws it. A Mono that forgets keys lists within the gap between two look-ups, which is what the gap
 * is for; one that keeps them may take far longer.
 */
export function drawHostility(
  random: SeededRandom,
  { theme, lookUpGapMilliseconds }: { theme: Theme; lookUpGapMilliseconds: number },
): Hostility {
  const forgetsKeys = theme === 'forgetful' || (theme !== 'slow' && random.chance(0.5));
  const forgottenLagMillisecondsMax = lookUpGapMilliseconds - 1;
  const lagMax = forgetsKeys ? forgottenLagMillisecondsMax : LAG_MILLISECONDS_MAX;
  const isLate = theme !== 'restored' || random.chance(0.6);
  return {
    forgetsKeys,
    forgottenLagMillisecondsMax,
    favours: favoursOf[theme],
    faults: random.pick([0.3, 0.5, 0.8]),
    duplicates: random.pick(['second-payment', 'second-payment', 'state-duplicated']),
    lagMillisecondsMax: isLate ? lagMax : 0,
    lagsToTheEdge: random.pick([0, 0.3, 0.8]),
    refusesRepeats: random.pick(forgetsKeys ? [0, 0.3] : [0.2, 0.6, 0.9]),
    namesBadMembers: random.chance(0.5),
    echo: random.pick(['both', 'external', 'entity']),
    pageItemsMax: random.pick([2, 10, 500]),
    newestFirst: random.chance(0.3),
    crashes: random.pick([0, 0.03, 0.08]),
  };
}

/** How long the next work or listing takes, in milliseconds: from 0 to `most`. */
export function drawLag(random: SeededRandom, hostility: Hostility, most: number): number {
  if (most === 0) return 0;
  return random.chance(hostility.lagsToTheEdge)
    ? random.whole(Math.ceil(most * 0.9), most)
    : random.whole(0, most);
}
