import type { SeededRandom } from './random.ts';

/** How hostile one run's Mono is. Drawn once per seed. */
export interface Hostility {
  /** How often something goes wrong with a request, from 0 to 1. */
  readonly faults: number;
  /** It forgets idempotency keys. */
  readonly forgetsKeys: boolean;
  /** What it makes of an external id that it has already, when it does not know the key any more. */
  readonly duplicates: 'second-payment' | 'state-duplicated';
  /** Longest time from an answer that the client gave up on until the transfer can be found. */
  readonly lagMillisecondsMax: number;
  /** The same for work that it does without remembering the key. */
  readonly forgottenLagMillisecondsMax: number;
  /** It drops a whole batch for one bad member, and may not say which. */
  readonly namesBadMembers: boolean;
  /** Ids that its answers carry. */
  readonly echo: 'both' | 'external' | 'entity';
  readonly crashes: number;
}

const LAG_MILLISECONDS_MAX = 1_800_000;

/**
 * Draws it. A Mono that forgets keys lists within the gap between two look-ups, which is what the gap
 * is for; one that keeps them may take far longer.
 */
export function drawHostility(random: SeededRandom, lookUpGapMilliseconds: number): Hostility {
  const forgetsKeys = random.chance(0.6);
  const forgottenLagMillisecondsMax = Math.floor(lookUpGapMilliseconds * 0.9);
  const lagMax = forgetsKeys ? forgottenLagMillisecondsMax : LAG_MILLISECONDS_MAX;
  return {
    forgetsKeys,
    forgottenLagMillisecondsMax,
    faults: random.pick([0.15, 0.4, 0.7]),
    duplicates: random.pick(['second-payment', 'second-payment', 'state-duplicated']),
    lagMillisecondsMax: random.chance(0.6) ? lagMax : 0,
    namesBadMembers: random.chance(0.5),
    echo: random.pick(['both', 'external', 'entity']),
    crashes: random.pick([0, 0.05, 0.15]),
  };
}
