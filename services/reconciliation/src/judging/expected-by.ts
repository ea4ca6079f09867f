import type { SubjectSummary } from '@riel/books';
import { expectedEndOf, type RailExpectations } from '../matching/expected-end.ts';
import { finalStates } from '../matching/final-states.ts';
import type { Sides } from '../matching/sides.ts';

/**
 * By when a transfer under way should be final: counted from its last known rail, which a fallback
 * changes. Null if it is not under way.
 */
export function expectedByOf(
  { asked, booked, mono }: Sides,
  summary: SubjectSummary | null,
  expectations: RailExpectations,
): number | null {
  const isOver = mono === null ? booked?.isFinal === true : finalStates.has(mono.state);
  if (isOver) return null;
  const since = booked?.acceptedAt ?? asked?.requestedAt ?? mono?.insertedAt ?? null;
  if (since === null) return null;
  const rerouted = summary?.facts.findLast((fact) => fact.kind === 'rerouted') ?? null;
  if (rerouted !== null) {
    return expectedEndOf(
      {
        rail: rerouted.rail,
        since: rerouted.occurredAt,
        mayFallBack: rerouted.rail === asked?.requestedRail,
      },
      expectations,
    );
  }
  const rail = asked?.requestedRail ?? mono?.routing ?? null;
  return expectedEndOf({ rail, since, mayFallBack: false }, expectations);
}
