import { createHash } from 'node:crypto';
import { createRandom, type SeededRandom } from '../faults/random.ts';

/** What goes wrong with a creation over real connections. */
export const creationFaults = [
  'reset-without-work',
  'reset-after-work',
  'answer-cut-off',
  'answer-too-late',
  'work-too-late',
  'error-without-work',
  'error-after-work',
  'conflict',
  'conflict-after-work',
  'unreadable-after-work',
  'part-of-batch',
  'missing-member',
  'refusal-without-work',
  'too-many',
  'request-timeout',
] as const;
export type CreationFault = (typeof creationFaults)[number];

/** What goes wrong with a list. */
export const listFaults = [
  'error',
  'reset',
  'answer-too-late',
  'too-many',
  'blind',
  'ignored-filter',
  'shifted-pages',
] as const;
export type ListFault = (typeof listFaults)[number];

/** How hostile the Mono of one run is. */
export interface HttpHostility {
  readonly seed: number;
  /** How often something goes wrong with a creation, from 0 to 1; half as often with a list. */
  readonly faults: number;
  readonly forgetsKeys: boolean;
  readonly duplicates: 'second-payment' | 'state-duplicated';
  readonly echo: 'both' | 'external' | 'entity';
  readonly namesBadMembers: boolean;
  /** How long after it came a creation may be worked on and become visible, in milliseconds. */
  readonly lagMillisecondsMax: number;
  /** The same for work that it does without remembering the key. */
  readonly forgottenLagMillisecondsMax: number;
  /** Longer than the gateway waits for an answer. */
  readonly tooLateMilliseconds: number;
}

/** The share of the gap within which a Mono that forgets keys has listed what it did. */
const GAP_SHARE = 0.7;
/** One that keeps its keys may take several gaps: what is sent again meanwhile is in flight. */
const GAPS_OF_KEPT_KEYS = 6;

/** Draws how hostile it is. */
export function drawHttpHostility(
  random: SeededRandom,
  run: {
    readonly seed: number;
    readonly lookUpGapMilliseconds: number;
    readonly totalTimeoutMilliseconds: number;
  },
): HttpHostility {
  const forgetsKeys = random.chance(0.75);
  const forgottenLagMillisecondsMax = Math.floor(run.lookUpGapMilliseconds * GAP_SHARE);
  const lagMax = forgetsKeys
    ? forgottenLagMillisecondsMax
    : run.lookUpGapMilliseconds * GAPS_OF_KEPT_KEYS;
  return {
    forgetsKeys,
    forgottenLagMillisecondsMax,
    seed: run.seed,
    faults: random.pick([0.4, 0.6, 0.8]),
    duplicates: random.pick([
      'second-payment',
      'second-payment',
      'second-payment',
      'state-duplicated',
    ]),
    echo: random.pick(['both', 'external', 'entity']),
    namesBadMembers: random.chance(0.5),
    lagMillisecondsMax: random.chance(0.8) ? lagMax : 0,
    tooLateMilliseconds: run.totalTimeoutMilliseconds + 200,
  };
}

/**
 * Numbers for one request, told apart by what it asks for and how often that was asked before: the
 * order in which requests of several connections come changes nothing.
 */
export function randomOf(seed: number, ...parts: readonly (string | number)[]): SeededRandom {
  const digest = createHash('sha256')
    .update([seed, ...parts].join('\n'))
    .digest();
  return createRandom(digest.readUInt32BE(0));
}
