import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { Drift } from '../drift/sql/read-drifts.ts';
import { fromJsonText } from '../json-text.ts';
import type { Run } from '../runs/run.ts';
import type { ReportHead } from '../report/sql/reports.ts';

const isoOf = (instant: number | null): string | null =>
  instant === null ? null : formatInstant(instant as Instant);

/** A run as the API answers it. */
export function runAnswer(run: Run, report: ReportHead | null) {
  return {
    runId: run.runId,
    monoAccountId: run.monoAccountId,
    kind: run.kind,
    fromDate: run.fromDate,
    toDate: run.toDate,
    askedBy: run.askedBy,
    askedAt: isoOf(run.askedAt),
    status: run.status,
    phase: run.phase,
    transfersRead: run.progress.listing.read,
    transfersCompared: run.progress.totals.transfers,
    driftFound: run.progress.findings,
    driftUnexplained: report?.driftCount ?? null,
    factsPublished: run.progress.healed.published,
    factsBooked: run.progress.healed.booked,
    unexplained: run.progress.proof?.difference.toString() ?? null,
    lastError: run.lastError,
    finishedAt: isoOf(run.finishedAt),
    report: report === null ? null : { digest: report.digest, chainNumber: report.chainNumber },
  };
}

/** JSON of stored evidence; amounts become digits. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one)),
  );
}

/** A drift as the API answers it, with the evidence of its three sides. */
export function driftAnswer(drift: Drift) {
  return {
    driftId: drift.driftId,
    kind: drift.kind,
    subject: drift.subject,
    monoTransferId: drift.monoTransferId,
    monoAccountId: drift.monoAccountId,
    amount: drift.amount.toString(),
    currency: drift.currency,
    explanation: drift.explanation,
    canBeHealed: drift.remedy !== null,
    firstFoundAt: isoOf(drift.firstFoundAt),
    lastFoundAt: isoOf(drift.lastFoundAt),
    status: drift.status,
    resolution: drift.resolution,
    author: drift.author,
    reason: drift.reason,
    resolvedAt: isoOf(drift.resolvedAt),
    evidence: plain(fromJsonText(drift.evidence, 'the evidence of a drift')),
  };
}
