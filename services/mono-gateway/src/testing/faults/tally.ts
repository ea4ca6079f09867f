import { places } from '../../lanes/lane-context.ts';
import { createFaults } from './create-faults.ts';
import type { Theme } from './hostility.ts';
import { listFaults } from './list-answers.ts';

/*
 * What the runs have really played, counted where it has an effect: a batch of one has no part, a
 * list that holds nothing has no page to shift. A generator that stops playing something is red.
 */

/** Counts what happened, by name. */
export interface Tally {
  readonly count: (name: string) => void;
  readonly counts: ReadonlyMap<string, number>;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    counts,
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
  };
}

/** Everything that the seeds of every theme have to play. */
const common: readonly string[] = [
  ...createFaults.filter((fault) => fault !== 'part-of-batch'),
  ...listFaults.map((fault) => `list: ${fault}`),
  ...places.map((place) => `crash: ${place}`),
  'crash: requests-committed',
  'crash: events-published',
  'crash: request-under-way',
  'bad member refused',
  'lists late',
  'records delivered again',
  'request outlives its process',
  'lane taken over under way',
  'link: created',
  'link: answer lost',
  'operator: retry',
  'operator: look-up',
  'cancelled by its caller',
  'refused-after-unknown given up',
];

/** What only the seeds of one theme have to play. */
const special: Readonly<Record<Theme, readonly string[]>> = {
  forgetful: ['answer lost and key forgotten', 'lists late, just within the gap'],
  slow: ['conflict in flight', 'repeat refused', 'works late, long after the gap'],
  partial: [
    'part-of-batch',
    'refused batch halved',
    'partly-found given up',
    'answer lost and key forgotten',
  ],
  restored: [
    'restored: broker ahead',
    'restored: another timeline',
    'restored: another database',
    'restored: server restarted',
    'restored: with requests under way',
    'restored: link looked up',
  ],
};

/** Everything that the seeds of a theme have to play at least once. */
export const expectedOf = (theme: Theme): readonly string[] => [...common, ...special[theme]];

/** What of it was not played. */
export const missingOf = (theme: Theme, played: ReadonlyMap<string, number>): readonly string[] =>
  expectedOf(theme).filter((name) => (played.get(name) ?? 0) === 0);
