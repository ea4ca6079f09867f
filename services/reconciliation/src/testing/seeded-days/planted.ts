/** Everything that happens in seeded days; a test asks that each of them really did. */
export const plantedThings = [
  'rail turbo',
  'rail ach',
  'rail transfiya',
  'rail breb',
  'approved',
  'declined at origin',
  'declined at destination',
  'cancelled at Mono',
  'duplicated at Mono',
  'refused by the gateway',
  'cancelled by its caller',
  'fallback to another rail',
  'rail named by the list alone',
  'paid twice',
  'not asked for by us',
  'acceptance lost',
  'webhook lost',
  'webhook late, after a run',
  'webhook repeated',
  'webhook after a younger one',
  'approved, then declined, days later',
  'declined, then approved',
  'credit',
  'credit lost',
  'PSE payment',
  'PSE payment failed',
  'return of a decline',
  'return lost',
  'settled on the old tariff',
  'settled on the new tariff',
  'under way while the tariff changed',
  'under way while the month ended',
  'under way while a run read',
] as const;

export type PlantedThing = (typeof plantedThings)[number];

/** Counts what happened. */
export class Planted {
  readonly counts = new Map<PlantedThing, number>();

  note(thing: PlantedThing): void {
    this.counts.set(thing, (this.counts.get(thing) ?? 0) + 1);
  }
}

/** What happened in none of the results. */
export function missingThings(
  results: readonly { readonly planted: ReadonlyMap<PlantedThing, number> }[],
): readonly PlantedThing[] {
  return plantedThings.filter((thing) => !results.some(({ planted }) => planted.has(thing)));
}
