import {
  drawHttpHostility,
  randomOf,
  type HttpHostility,
  type SeededRandom,
} from '@riel/mono-gateway/testing';
import { shortTimes } from './gateway-settings.ts';

/** One transfer of a run. Times are milliseconds from the run's start. */
export interface PlannedTransfer {
  readonly idempotencyKey: string;
  readonly caller: string;
  readonly monoAccountId: string;
  readonly requestedRail: string | null;
  readonly isForged: boolean;
  /** Mono refuses it whatever comes. */
  readonly isBad: boolean;
  readonly notAfter: number | null;
  /** When its request is written to the log: each time at an offset of its own. */
  readonly deliveries: readonly number[];
  readonly cancelledAt: number | null;
}

/** SIGKILL for some gateways, which are started again at once. */
export interface PlannedKill {
  readonly victims: readonly ('first' | 'second')[];
  /** So many creations after the last kill, or after `latestMilliseconds` if fewer come. */
  readonly afterCreations: number;
  readonly latestMilliseconds: number;
  /** How long after Mono has got that creation. */
  readonly delayMilliseconds: number;
}

/** All that a seed decides. What becomes of it depends on processes, so it is not played the same twice. */
export interface RunPlan {
  readonly seed: number;
  readonly hostility: HttpHostility;
  readonly transfers: readonly PlannedTransfer[];
  readonly kills: readonly PlannedKill[];
  readonly settings: Readonly<Record<string, string>>;
}

/** Seeds that every change is tested with: between them they draw everything that a run is about. */
export const testedSeeds = [1, 2, 3, 5, 10] as const;

const DELIVERY_MILLISECONDS_MAX = 3_000;

function drawTransfer(random: SeededRandom, seed: number, number: number): PlannedTransfer {
  const first = random.whole(0, DELIVERY_MILLISECONDS_MAX);
  const again = random.chance(0.3) ? [first + random.whole(0, 2_000)] : [];
  return {
    idempotencyKey: `seed-${seed}-${number}`,
    caller: random.pick(['shop', 'payroll']),
    monoAccountId: random.pick([`acc_suppliers_of_seed_${seed}`, `acc_payroll_of_seed_${seed}`]),
    requestedRail: random.pick([null, 'turbo', 'ach']),
    isForged: random.chance(0.05),
    isBad: random.chance(0.1),
    notAfter: random.chance(0.1) ? first + random.whole(200, 3_000) : null,
    deliveries: [first, ...again],
    cancelledAt: random.chance(0.1) ? first + random.whole(0, 300) : null,
  };
}

function drawKill(random: SeededRandom): PlannedKill {
  return {
    victims: random.pick([['first'], ['second'], ['first', 'second']] as const),
    afterCreations: random.whole(1, 10),
    latestMilliseconds: 1_000,
    delayMilliseconds: random.pick([0, 0, 5, 20, 100]),
  };
}

/** Draws a run: the same seed, the same plan. */
export function drawRun(seed: number): RunPlan {
  const random = randomOf(seed, 'plan');
  const { lookUpGap: lookUpGapMilliseconds, totalTimeout: totalTimeoutMilliseconds } = shortTimes;
  const hostility = drawHttpHostility(random, {
    seed,
    lookUpGapMilliseconds,
    totalTimeoutMilliseconds,
  });
  const transfers = Array.from({ length: random.whole(16, 28) }, (_, number) =>
    drawTransfer(random, seed, number),
  );
  const kills = Array.from({ length: random.whole(2, 3) }, () => drawKill(random));
  return {
    seed,
    hostility,
    transfers,
    kills,
    settings: {
      MONO_BATCH_TRANSFERS_MAX: random.pick(['1', '4']),
      MONO_CONCURRENCY_PER_ACCOUNT: random.pick(['1', '4', '16']),
      // One each, or all in the hands of whoever comes first.
      LANES_MAX: random.pick(['1', '64']),
    },
  };
}
