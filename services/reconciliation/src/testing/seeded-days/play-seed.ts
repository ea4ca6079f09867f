import type { MonoModel } from '../mono-model.ts';
import { Days } from './days.ts';
import type { PlantedThing } from './planted.ts';
import type { MemoryRun } from './reconcile-memory.ts';

/** How long and how full the days of a seed are, and what is broken in them on purpose. */
export interface SeedPlay {
  readonly days: number;
  readonly transfersOfADay: number;
  /** Does something to Mono that no expectation knows of, before the run of a day. */
  readonly sabotage?: (model: MonoModel, day: number) => void;
}

export const seedPlayDefault: SeedPlay = { days: 8, transfersOfADay: 260 };

/** What the last run must say, from what was planted. */
export interface SeedResult {
  readonly runs: readonly MemoryRun[];
  readonly last: MemoryRun;
  readonly transfers: number;
  readonly expectedKinds: ReadonlyMap<string, number>;
  readonly expectedDifference: bigint;
  readonly repeatedHeals: number;
  readonly openClearing: bigint;
  /** What happened, and how often. */
  readonly planted: ReadonlyMap<PlantedThing, number>;
}

/** Plays the days of one seed: the same seed gives the same days, drift and reports. */
export function playSeed(seed: number, play: SeedPlay = seedPlayDefault): SeedResult {
  return new Days(seed, play).play();
}
