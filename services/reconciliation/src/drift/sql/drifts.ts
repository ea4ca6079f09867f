import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import type { JudgedFinding } from '../../judging/judged.ts';
import { toJsonText } from '../../json-text.ts';
import type { FoundDecision, KnownDrift } from '../decide-found.ts';
import type { Finder } from '../record-findings.ts';

/** Reads and locks drifts, in the order of their ids so that two finders never block each other. */
export async function lockDrifts(
  transaction: Transaction,
  driftIds: readonly string[],
): Promise<ReadonlyMap<string, KnownDrift>> {
  if (driftIds.length === 0) return new Map();
  const { rows } = await sql<{
    drift_id: string;
    status: KnownDrift['status'];
    resolution: string | null;
    author: string | null;
    first_found_at: bigint;
    times_opened: number;
  }>`
    select drift_id, status, resolution, author, first_found_at, times_opened
      from reconciliation.drifts
     where drift_id = any(${[...driftIds].toSorted()}::uuid[])
     order by drift_id
       for update`.execute(transaction);
  return new Map(
    rows.map((row) => [
      row.drift_id,
      {
        status: row.status,
        resolution: row.resolution,
        author: row.author,
        firstFoundAt: Number(row.first_found_at),
        timesOpened: row.times_opened,
      },
    ]),
  );
}

/** A drift that was found, with what was decided about it. */
export interface DriftToSave extends JudgedFinding {
  readonly driftId: string;
  readonly decision: FoundDecision;
  readonly monoAccountId: string | null;
  readonly finder: Finder;
}

const columns = [
  column('drift_id', 'uuid', (row: DriftToSave) => row.driftId),
  column('kind', 'text', (row: DriftToSave) => row.finding.kind),
  column('subject', 'text', (row: DriftToSave) => row.finding.subject),
  column('mono_transfer_id', 'text', (row: DriftToSave) => row.finding.monoTransferId),
  column('mono_account_id', 'text', (row: DriftToSave) => row.monoAccountId),
  column('amount', 'bigint', (row: DriftToSave) => row.finding.amount),
  column('currency', 'text', (row: DriftToSave) => row.finding.currency),
  column('detail', 'text', (row: DriftToSave) => row.finding.detail),
  column('explanation', 'text', (row: DriftToSave) => row.finding.explanation),
  column('evidence', 'text', (row: DriftToSave) => toJsonText(row.evidence)),
  column('remedy', 'text', (row: DriftToSave) => row.finding.remedy),
  column('about_at', 'bigint', (row: DriftToSave) =>
    row.aboutAt === null ? null : BigInt(row.aboutAt),
  ),
  column('first_found_at', 'bigint', (row: DriftToSave) => BigInt(row.decision.firstFoundAt)),
  column('last_found_at', 'bigint', (row: DriftToSave) => BigInt(row.finder.now)),
  column('last_run_number', 'bigint', (row: DriftToSave) => row.finder.runNumber),
  column('times_opened', 'integer', (row: DriftToSave) => row.decision.timesOpened),
  column('status', 'text', () => 'open'),
];

/** Writes drifts that are new, opens those that came back, and notes that the others are still there. */
export async function saveDrifts(
  transaction: Transaction,
  drifts: readonly DriftToSave[],
): Promise<void> {
  const unexplained = drifts.filter((one) => one.decision.kind !== 'accepted');
  if (unexplained.length === 0) return;
  await unnestInsert({
    into: 'reconciliation.drifts',
    columns,
    rows: unexplained.toSorted((left, right) => (left.driftId < right.driftId ? -1 : 1)),
    suffix: sql`
      on conflict (drift_id) do update
         set status = 'open', resolution = null, author = null, reason = null, resolved_at = null,
             last_found_at = excluded.last_found_at, evidence = excluded.evidence,
             explanation = excluded.explanation, times_opened = excluded.times_opened,
             last_run_number = coalesce(excluded.last_run_number, drifts.last_run_number)`,
  }).execute(transaction);
}

/** How a drift ended. */
export interface Resolution {
  readonly resolution: 'healed' | 'adjusted' | 'rail-corrected' | 'explained';
  readonly author: string | null;
  readonly reason: string | null;
  readonly at: number;
}

/** Resolves open drifts; returns those for which it was news, with how often they were opened. */
export async function resolveDrifts(
  executor: Executor,
  driftIds: readonly string[],
  { resolution, author, reason, at }: Resolution,
): Promise<readonly { readonly driftId: string; readonly timesOpened: number }[]> {
  if (driftIds.length === 0) return [];
  const { rows } = await sql<{ drift_id: string; times_opened: number }>`
    update reconciliation.drifts
       set status = 'resolved', resolution = ${resolution}, author = ${author}, reason = ${reason},
           resolved_at = ${BigInt(at)}
     where drift_id = any(${[...driftIds]}::uuid[]) and status = 'open'
    returning drift_id, times_opened`.execute(executor);
  return rows.map((row) => ({ driftId: row.drift_id, timesOpened: row.times_opened }));
}

/** Some open drifts that a run looked at again and did not find. */
export async function readVanished(
  executor: Executor,
  run: {
    readonly runNumber: bigint;
    readonly monoAccountId: string;
    readonly fromAt: number;
    readonly untilAt: number;
    readonly limit: number;
  },
): Promise<readonly string[]> {
  const { rows } = await sql<{ drift_id: string }>`
    select drift_id from reconciliation.drifts drift
     where status = 'open' and mono_account_id = ${run.monoAccountId} and kind <> 'balance'
       and about_at between ${BigInt(run.fromAt)} and ${BigInt(run.untilAt)}
       and not exists (
         select from reconciliation.run_drifts found
          where found.run_number = ${run.runNumber} and found.drift_id = drift.drift_id)
     order by drift_id
     limit ${run.limit}`.execute(executor);
  return rows.map((row) => row.drift_id);
}
