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
  /** It drops a whole batch for one bad member, and may not say which. */
  readonly namesBadMembers: boolean;
  /** Ids that its answers carry. */
  readonly echo: 'both' | 'external' | 'entity';
  readonly crashes: number;
}

/** Draws it. Lag stays within the gap between two look-ups, which is what the gap is for. */
export function drawHostility(random: SeededRandom, lookUpGapMilliseconds: number): Hostility {
  return {
    faults: random.pick([0.15, 0.4, 0.7]),
    forgetsKeys: random.chance(0.6),
    duplicates: random.pick(['second-payment', 'second-payment', 'state-duplicated']),
    lagMillisecondsMax: random.chance(0.6) ? Math.floor(lookUpGapMilliseconds * 0.9) : 0,
    namesBadMembers: random.chance(0.5),
    echo: random.pick(['both', 'external', 'entity']),
    crashes: random.pick([0, 0.05, 0.15]),
  };
}
