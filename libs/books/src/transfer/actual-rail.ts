import { railEvidences, type RailEvidence, type TransferFact } from './transfer-fact.ts';

/** Which rail carries a Mono transfer, and how well that is known. */
export interface ActualRail {
  /** Rail on which it settles; null if neither evidence nor the request names one. */
  readonly rail: string | null;
  readonly evidence: RailEvidence;
  /** True if it stands on lesser evidence than the design asks for, so that it must be marked. */
  readonly isDoubtful: boolean;
  /** Rail in whose clearing account money under way stands; null is unrouted. */
  readonly clearingRail: string | null;
}

const FALLBACK_RANK = 2;
const RAIL_RANK = 3;
const ranks = new Map<RailEvidence, number>(railEvidences.map((name, rank) => [name, rank]));

interface Candidate {
  readonly rail: string;
  readonly rank: number;
}

/**
 * Reads the rail from the facts of one Mono transfer, which come in Mono's order. Evidence ranks:
 * person, explicit `rail`, fallback that names a rail, `routing`; then the latest.
 *
 * Mono does not say whether `routing` is rewritten after a fallback. So after any fallback, routing
 * counts only if it differs from the requested rail, a fallback names a rail only if it differs
 * from the current one, and whatever is then known by less than an explicit `rail` is doubtful.
 */
export function actualRailOf(
  ordered: readonly TransferFact[],
  requestedRail: string | null,
): ActualRail {
  const asked = requestedRail ?? firstRouting(ordered);
  const hasFallback = ordered.some((fact) => fact.kind === 'rerouted');
  let current = asked;
  let best: Candidate | null = null;
  let clearing: Candidate | null = null;
  let isContradicted = false;
  for (const fact of ordered) {
    const candidate = candidateOf(fact, { current, asked, hasFallback });
    if (candidate === null) continue;
    current = candidate.rail;
    if (best !== null && best.rank === RAIL_RANK && candidate.rank === RAIL_RANK) {
      isContradicted ||= best.rail !== candidate.rail;
    }
    best = better(best, candidate);
    if (candidate.rank >= FALLBACK_RANK) clearing = better(clearing, candidate);
  }
  const rank: number = best?.rank ?? 0;
  return {
    rail: best?.rail ?? asked,
    evidence: railEvidences[rank] ?? 'none',
    isDoubtful:
      rank === 0 || (hasFallback && rank < RAIL_RANK) || (isContradicted && rank === RAIL_RANK),
    clearingRail: clearing?.rail ?? requestedRail,
  };
}

interface Walk {
  readonly current: string | null;
  readonly asked: string | null;
  readonly hasFallback: boolean;
}

function candidateOf(fact: TransferFact, walk: Walk): Candidate | null {
  const { rail } = fact;
  if (rail === null) return null;
  const rank = ranks.get(fact.evidence) ?? 0;
  if (fact.kind === 'rerouted' && fact.evidence !== 'person') {
    return rail === walk.current ? null : { rail, rank: FALLBACK_RANK };
  }
  if (rank === 0) return null;
  const isOldRouting = rank < FALLBACK_RANK && walk.hasFallback && rail === walk.asked;
  return isOldRouting ? null : { rail, rank };
}

/** The better of two candidates; of equal rank the later, which comes second. */
function better(best: Candidate | null, candidate: Candidate): Candidate {
  return best === null || candidate.rank >= best.rank ? candidate : best;
}

/** Where no rail was requested, the rail that Mono chose at first is what a fallback leaves. */
function firstRouting(ordered: readonly TransferFact[]): string | null {
  for (const fact of ordered) if (fact.kind === 'accepted' && fact.rail !== null) return fact.rail;
  return null;
}
