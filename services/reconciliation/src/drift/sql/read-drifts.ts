import { sql, type Executor } from '@riel/database';
import type { DriftKind } from '../../matching/drift-kinds.ts';

/** A drift as it stands. Instants are microseconds. */
export interface Drift {
  readonly driftId: string;
  readonly kind: DriftKind;
  readonly subject: string;
  readonly monoTransferId: string | null;
  readonly monoAccountId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly explanation: string;
  /** The three sides as JSON; bigints as digits with `n`. */
  readonly evidence: string;
  readonly remedy: string | null;
  readonly firstFoundAt: number;
  readonly lastFoundAt: number;
  readonly status: 'open' | 'resolved';
  readonly resolution: string | null;
  readonly author: string | null;
  readonly reason: string | null;
  readonly resolvedAt: number | null;
}

interface Row {
  readonly drift_id: string;
  readonly kind: DriftKind;
  readonly subject: string;
  readonly mono_transfer_id: string | null;
  readonly mono_account_id: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly explanation: string;
  readonly evidence: string;
  readonly remedy: string | null;
  readonly first_found_at: bigint;
  readonly last_found_at: bigint;
  readonly status: Drift['status'];
  readonly resolution: string | null;
  readonly author: string | null;
  readonly reason: string | null;
  readonly resolved_at: bigint | null;
}

const columns = sql`drift_id, kind, subject, mono_transfer_id, mono_account_id, amount, currency,
  explanation, evidence, remedy, first_found_at, last_found_at, status, resolution, author, reason,
  resolved_at`;

const driftOf = (row: Row): Drift => ({
  driftId: row.drift_id,
  kind: row.kind,
  subject: row.subject,
  monoTransferId: row.mono_transfer_id,
  monoAccountId: row.mono_account_id,
  amount: row.amount,
  currency: row.currency,
  explanation: row.explanation,
  evidence: row.evidence,
  remedy: row.remedy,
  firstFoundAt: Number(row.first_found_at),
  lastFoundAt: Number(row.last_found_at),
  status: row.status,
  resolution: row.resolution,
  author: row.author,
  reason: row.reason,
  resolvedAt: row.resolved_at === null ? null : Number(row.resolved_at),
});

/** A drift by its id. */
export async function readDrift(executor: Executor, driftId: string): Promise<Drift | null> {
  const { rows } = await sql<Row>`
    select ${columns} from reconciliation.drifts where drift_id = ${driftId}::uuid`.execute(
    executor,
  );
  const [row] = rows;
  return row === undefined ? null : driftOf(row);
}

/** Which drifts are wanted; null takes all. */
export interface DriftFilter {
  readonly status: 'open' | 'resolved' | null;
  readonly kind: string | null;
  readonly monoAccountIds: readonly string[] | null;
  readonly limit: number;
}

/** Drifts, the oldest first. */
export async function readDrifts(
  executor: Executor,
  { status, kind, monoAccountIds, limit }: DriftFilter,
): Promise<readonly Drift[]> {
  const accounts = monoAccountIds === null ? null : [...monoAccountIds];
  const { rows } = await sql<Row>`
    select ${columns} from reconciliation.drifts
     where (${status}::text is null or status = ${status}::text)
       and (${kind}::text is null or kind = ${kind}::text)
       and (${accounts}::text[] is null or mono_account_id = any(${accounts}::text[]))
     order by first_found_at, drift_id
     limit ${limit}`.execute(executor);
  return rows.map(driftOf);
}

/** Open drift by kind with its ages, for metrics. */
export async function countOpenDrift(
  executor: Executor,
): Promise<
  readonly { readonly kind: string; readonly count: number; readonly oldestAt: number }[]
> {
  const { rows } = await sql<{ kind: string; count: bigint; oldest: bigint }>`
    select kind, count(*) as count, min(first_found_at) as oldest
      from reconciliation.drifts where status = 'open'
     group by kind order by kind`.execute(executor);
  return rows.map((row) => ({
    kind: row.kind,
    count: Number(row.count),
    oldestAt: Number(row.oldest),
  }));
}
