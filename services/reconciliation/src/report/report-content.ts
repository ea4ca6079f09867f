import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { RunDrift } from '../drift/sql/run-drifts.ts';
import { StoredFormError } from '../errors.ts';
import type { ProofLineName } from '../proof/proof.ts';
import { cutOffOf } from '../runs/run.ts';
import { daysBetween } from './count-kinds.ts';
import { ages, type ReportSource } from './report.ts';

const BASIS_POINTS = 10_000n;

const isoOf = (instant: number | null): string | null =>
  instant === null ? null : formatInstant(instant as Instant);

/** Share of the compared amount for which no drift was found, in hundredths of a percent. */
export function explainedShare(compared: bigint, drifting: bigint): number {
  return compared === 0n
    ? Number(BASIS_POINTS)
    : Number(((compared - drifting) * BASIS_POINTS) / compared);
}

/** The report as plain values: what JSON, CSV and HTML all show. Amounts are minor units. */
export function reportContent({ run, place, drifts, counts }: ReportSource) {
  const { progress } = run;
  const { totals, reading, proof } = progress;
  if (reading === null || proof === null) throw new StoredFormError('the proof of a run');
  const found = counts.reduce((sum, kind) => sum + kind.count, 0);
  const accepted = counts.reduce((sum, kind) => sum + kind.accepted, 0);
  return {
    report: 'riel-reconciliation',
    version: 1,
    runId: run.runId,
    monoAccountId: run.monoAccountId,
    kind: run.kind,
    window: {
      fromDate: run.fromDate,
      toDate: run.toDate,
      fromAt: isoOf(run.fromAt),
      untilAt: isoOf(cutOffOf(run)),
    },
    judgedAt: isoOf(reading.readAt),
    tablesNumber: progress.tablesNumber,
    chain: place,
    summary: {
      transfersCompared: totals.transfers,
      paymentsCompared: totals.payments,
      driftFound: found,
      driftUnexplained: found - accepted,
      factsPublished: progress.healed.published,
      factsBooked: progress.healed.booked,
      inFlight: totals.inFlight,
      oldestInFlightAt: isoOf(totals.oldestInFlightAt),
      lookUps: progress.lookUps,
      pages: progress.pages,
      currencies: Object.entries(totals.currencies)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([currency, sums]) => ({
          currency,
          ...sums,
          explainedBasisPoints: explainedShare(sums.compared, sums.drifting),
        })),
    },
    driftByKind: counts.map(({ ages: byAge, ...kind }) => ({
      ...kind,
      ages: ages.map((age, index) => ({ age, count: byAge[index] ?? 0 })),
    })),
    balance: {
      ...proof,
      lines: proof.lines.map((line) => ({
        ...line,
        entriesPath: entriesPathOf(run.runId, line.name),
      })),
      openingAt: isoOf(proof.openingAt),
      closingAt: isoOf(proof.closingAt),
      inFlight: { ...proof.inFlight, oldestAt: isoOf(proof.inFlight.oldestAt) },
      aged: proof.aged.map((part) => ({
        ...part,
        since: isoOf(part.since),
        ageDays: daysBetween(part.since, reading.readAt),
      })),
      cached:
        proof.cached === null
          ? null
          : { ...proof.cached, updatedAt: isoOf(proof.cached.updatedAt) },
    },
    drift: drifts.map((one) => rowOf(one, reading.readAt)),
    driftOmitted: found - drifts.length,
  };
}

/** Where the service lists the entries of a line of a run's proof. */
export function entriesPathOf(runId: string, line: ProofLineName): string {
  return `/v1/reconciliations/${runId}/proof/${line}/entries`;
}

/** One drift as a row. */
function rowOf(one: RunDrift, judgedAt: number) {
  const { kind, subject, monoTransferId, amount, currency, explanation } = one.finding;
  return {
    driftId: one.driftId,
    kind,
    subject,
    monoTransferId,
    amount,
    currency,
    explanation,
    firstFoundAt: isoOf(one.firstFoundAt),
    ageDays: daysBetween(one.firstFoundAt, judgedAt),
    isAccepted: one.isAccepted,
    healing: one.healing,
    evidence: one.evidence,
  };
}

export type ReportContent = ReturnType<typeof reportContent>;
