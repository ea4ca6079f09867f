import { kindOfMark, outlivesHealing, type DriftKind } from './drift-kinds.ts';
import type { Finding, Remedy } from './finding.ts';
import { finalStates } from './final-states.ts';
import type { AskedSide, BookedMonoTransfer, BookedSide, Edge, MonoSide, Sides } from './sides.ts';

/** What comparing one transfer gave. */
export interface Match {
  readonly findings: readonly Finding[];
  /** True if it is under way, or changed after the edge: neither right nor wrong yet. */
  readonly isInFlight: boolean;
}

const openStates: ReadonlySet<string> = new Set(['created', 'in_progress']);
const changeable: ReadonlySet<string> = new Set(['approved', 'declined']);

/**
 * Compares what was asked, what was booked and what Mono says of one Mono transfer, or of a transfer
 * that Mono does not list. Pure and total; at most one finding of each kind.
 */
export function matchTransfer(sides: Sides, edge: Edge): Match {
  const { asked, booked, mono } = sides;
  if (mono === null) return matchUnlisted(asked, booked, edge);
  const isFinal = finalStates.has(mono.state);
  const changedAt = mono.updatedAt ?? mono.insertedAt ?? 0;
  if (changedAt > edge.cutOffAt) return { findings: [], isInFlight: true };
  const findings = new Findings(sides);
  findTermsDrift(findings, asked, mono);
  if (booked?.isUnmatched === true) {
    // Whatever the books know of ours: the money stands under Mono's id, and would stand twice.
    findings.add('missing-here', {
      amount: mono.amount,
      explanation: `Mono's transfer ${mono.monoTransferId} is ours but is booked under Mono's id.`,
      remedy: 'match',
    });
  } else if (booked === null || booked.monoTransfer === null) {
    findUnknown(findings, { asked, booked, mono }, edge);
  } else {
    findStateDrift(findings, booked.monoTransfer, mono);
    if (!findings.hasStateDrift)
      findBookingDrift(findings, { asked, booked, mono }, booked.monoTransfer);
  }
  if (!isFinal) findStuck(findings, { asked, booked, mono }, edge);
  return { findings: findings.all, isInFlight: !isFinal };
}

function matchUnlisted(asked: AskedSide | null, booked: BookedSide | null, edge: Edge): Match {
  const findings = new Findings({ asked, booked, mono: null });
  const isKnownToMono = booked !== null && booked.monoTransfer !== null;
  if (isKnownToMono) {
    findings.add('missing-at-mono', {
      amount: booked.monoTransfer?.amount ?? asked?.amount ?? 0n,
      explanation: `The books say that Mono took the transfer (${booked.state}), but Mono neither lists nor finds it.`,
    });
  }
  for (const mark of booked?.marks ?? []) findings.addMark(mark);
  const isOpen = booked !== null && !booked.isFinal;
  if (isOpen && !isKnownToMono) findStuck(findings, { asked, booked, mono: null }, edge);
  return { findings: findings.all, isInFlight: isOpen };
}

/** Mono knows a transfer of which the books hold no fact. */
function findUnknown(findings: Findings, { asked, booked, mono }: Sides, edge: Edge): void {
  if (mono === null) return;
  const { amount, monoTransferId, state } = mono;
  const isFinal = finalStates.has(state);
  if (asked === null) {
    // A transfer under way from Mono's own pages has moved nothing yet.
    if (!isFinal) return;
    const kind = edge.allowsForeign ? 'missing-here' : 'not-ours';
    const explanation = edge.allowsForeign
      ? `Mono's transfer ${monoTransferId} is ${state} and stands in no book.`
      : `Mono's transfer ${monoTransferId} is ${state}, nobody asked for it through Riel, and it stands in no book.`;
    findings.add(kind, { amount, explanation, remedy: 'publish' });
    return;
  }
  const other = booked?.otherApproved.find((id) => id !== monoTransferId);
  if (state === 'approved' && other !== undefined) {
    findings.add('duplicate', {
      amount,
      explanation: `Mono paid the transfer twice: ${other} and ${monoTransferId} are both approved.`,
      remedy: 'publish',
    });
    return;
  }
  findings.add('missing-here', {
    amount,
    explanation: `Mono's transfer ${monoTransferId} is ${state}, and the books know nothing of it.`,
    remedy: isFinal ? 'publish' : null,
  });
}

/** Both know the Mono transfer and disagree on its state. */
function findStateDrift(findings: Findings, booked: BookedMonoTransfer, mono: MonoSide): void {
  const isFinal = finalStates.has(mono.state);
  if (isFinal ? booked.state === mono.state : booked.state === 'open') return;
  const { amount } = mono;
  if (isFinal && changeable.has(mono.state) && changeable.has(booked.state)) {
    findings.add('final-state-changed', {
      amount,
      explanation: `Mono changed the final state from ${booked.state} to ${mono.state}, which the books have not seen.`,
      remedy: 'publish',
      detail: `${booked.state} ${mono.state}`,
    });
    return;
  }
  const isKnownState = isFinal || openStates.has(mono.state);
  findings.add(isKnownState ? 'state' : 'unknown-state', {
    amount,
    explanation: `Mono says ${mono.state}, the books say ${booked.state}.`,
    remedy: isFinal ? 'publish' : null,
    detail: `${booked.state} ${mono.state}`,
  });
}

/** Both agree on the state: how it was booked. */
function findBookingDrift(
  findings: Findings,
  { booked, mono }: Sides,
  known: BookedMonoTransfer,
): void {
  if (booked === null || mono === null) return;
  if (known.amount !== null && (known.amount !== mono.amount || known.currency !== mono.currency)) {
    findings.add('amount', {
      amount: mono.amount - known.amount,
      explanation: `Mono says ${mono.amount} ${mono.currency}, the books hold ${known.amount} ${known.currency ?? ''} (minor units).`,
    });
  }
  if (known.stateAt !== null && mono.updatedAt !== null) {
    if (dayNumber(known.stateAt) !== dayNumber(mono.updatedAt)) {
      const [bookedDay, monoDay] = [bogotaDay(known.stateAt), bogotaDay(mono.updatedAt)];
      findings.add('date', {
        explanation: `Mono dates the state ${monoDay}, the books ${bookedDay} (America/Bogota).`,
        detail: `${bookedDay} ${monoDay}`,
      });
    }
  }
  // The books' rail is that of the payment that settles it, not of a second one.
  const isDouble = booked.marks.some(
    (mark) => mark.kind === 'double-payment' && mark.about === mono.monoTransferId,
  );
  if (mono.state === 'approved' && !isDouble) findRailDrift(findings, booked, mono);
  for (const mark of booked.marks) findings.addMark(mark);
  const { costs } = booked;
  if (costs !== null && costs.booked !== costs.expected) {
    findings.add('fee', {
      amount: costs.expected - costs.booked,
      explanation: `Fees and taxes of ${costs.booked} are booked, the tables give ${costs.expected} (minor units).`,
    });
  }
}

function findRailDrift(findings: Findings, booked: BookedSide, mono: MonoSide): void {
  const isDoubtful = booked.marks.some((mark) => mark.kind === 'rail-evidence');
  const seen = mono.rail ?? (booked.railEvidence === 'routing' ? mono.routing : null);
  if (seen === null) return;
  if (booked.actualRail !== seen) {
    findings.add('rail', {
      amount: mono.amount,
      explanation: `Mono settled on ${seen}, the books say ${booked.actualRail ?? 'no rail'}.`,
      // A person's word stands above Mono's, so only a person can take it back.
      remedy: booked.railEvidence === 'person' ? null : 'publish',
      detail: `${booked.actualRail ?? ''} ${seen}`,
    });
    // What is doubtful because of the same fallback is settled with it.
    findings.skip('rail-evidence');
    findings.skip('fee');
  } else if (isDoubtful && mono.rail !== null) {
    findings.add('rail-evidence', {
      amount: mono.amount,
      explanation: `The books hold ${seen} on lesser evidence; Mono now names it in its field rail.`,
      remedy: 'publish',
    });
  }
}

/** What was asked against what Mono did, whatever the books hold. */
function findTermsDrift(findings: Findings, asked: AskedSide | null, mono: MonoSide): void {
  if (asked === null) return;
  if (asked.amount !== mono.amount || asked.currency !== mono.currency) {
    findings.add('amount', {
      amount: mono.amount - asked.amount,
      explanation: `${asked.amount} ${asked.currency} were asked for, Mono's transfer is over ${mono.amount} ${mono.currency} (minor units).`,
    });
  }
  if (mono.monoAccountId !== null && mono.monoAccountId !== asked.monoAccountId) {
    findings.add('mono-account', {
      amount: mono.amount,
      explanation: `It was asked of Mono account ${asked.monoAccountId} and paid from ${mono.monoAccountId}.`,
    });
  }
}

function findStuck(findings: Findings, { asked, booked, mono }: Sides, edge: Edge): void {
  const { expectedBy, cutOffAt } = edge;
  if (expectedBy === null || expectedBy >= cutOffAt) return;
  const where = mono === null ? 'Mono does not know it' : `it is ${mono.state} at Mono`;
  findings.add('stuck', {
    amount: mono?.amount ?? asked?.amount ?? 0n,
    explanation: `The rail ${asked?.requestedRail ?? mono?.routing ?? 'of Mono’s choice'} should have brought an end by ${isoOf(expectedBy)}, but ${where} and ${booked?.state ?? 'unknown'} in the books.`,
  });
}

interface Details {
  readonly explanation: string;
  readonly amount?: bigint;
  readonly remedy?: Remedy;
  readonly detail?: string;
}

/** Collects findings of one transfer: the first of each kind stands. */
class Findings {
  readonly #sides: Sides;
  readonly #found = new Map<DriftKind, Finding>();
  readonly #skipped = new Set<DriftKind>();

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  get all(): readonly Finding[] {
    return [...this.#found.values()];
  }

  get hasStateDrift(): boolean {
    return this.#found.has('state') || this.#found.has('final-state-changed');
  }

  skip(kind: DriftKind): void {
    this.#skipped.add(kind);
  }

  add(kind: DriftKind, details: Details): void {
    if (this.#found.has(kind) || this.#skipped.has(kind)) return;
    const { asked, booked, mono } = this.#sides;
    const amount = details.amount ?? 0n;
    this.#found.set(kind, {
      kind,
      subject: asked?.transferId ?? mono?.monoTransferId ?? booked?.subjectKey ?? '',
      monoTransferId: mono?.monoTransferId ?? null,
      amount,
      currency: mono?.currency ?? asked?.currency ?? '',
      explanation: details.explanation,
      // What booking it does not end is one drift before and after it is booked.
      detail: outlivesHealing(kind) ? '' : (details.detail ?? String(amount)),
      remedy: details.remedy ?? null,
    });
  }

  addMark(mark: BookedSide['marks'][number]): void {
    const { amount, about, kind } = mark;
    this.add(kindOfMark(kind), {
      amount,
      explanation: explanations[kind] ?? `The ledger marked ${kind} about ${about}.`,
      detail: `${about} ${amount}`,
    });
  }
}

const explanations: Readonly<Partial<Record<string, string>>> = {
  'rail-evidence':
    'It is booked on a rail that only lesser evidence names, and Mono names no better one.',
  fee: 'A fee hangs on a state that nobody saw.',
  'unmapped-reason':
    'It was declined for a reason that no rule knows, and booked as declined at the destination.',
  'double-payment': 'A second Mono transfer of the same transfer was approved.',
  unmatched: 'It settled without having been asked for through Riel, and stands in suspense.',
  'settled-after-refusal': 'It settled although it was refused or cancelled by its caller.',
  'mono-account': 'It settled from another Mono account than the one asked for.',
};

const MICROSECONDS_PER_DAY = 86_400_000_000;
const BOGOTA_OFFSET_MICROSECONDS = 5 * 3_600_000_000;

const dayNumber = (instant: number): number =>
  Math.floor((instant - BOGOTA_OFFSET_MICROSECONDS) / MICROSECONDS_PER_DAY);

function bogotaDay(instant: number): string {
  return new Date(dayNumber(instant) * 86_400_000).toISOString().slice(0, 10);
}

function isoOf(instant: number): string {
  return new Date(Math.floor(instant / 1_000)).toISOString();
}
