import { sql, type Executor, type Transaction } from '@riel/database';
import { fromJsonText, toJsonText } from '../../json-text.ts';
import { firstProgress } from '../first-progress.ts';
import type { Phase, Progress, Run, RunKind } from '../run.ts';

interface Row {
  readonly run_number: bigint;
  readonly run_id: string;
  readonly mono_account_id: string;
  readonly kind: RunKind;
  readonly from_at: bigint;
  readonly until_at: bigint;
  readonly from_date: string;
  readonly to_date: string;
  readonly asked_by: string;
  readonly asked_at: bigint;
  readonly status: Run['status'];
  readonly phase: Phase;
  readonly progress: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly finished_at: bigint | null;
}

const columns = sql`run_number, run_id, mono_account_id, kind, from_at, until_at,
  from_date::text as from_date, to_date::text as to_date, asked_by, asked_at, status, phase,
  progress, attempts, last_error, finished_at`;

function runOf(row: Row): Run {
  return {
    runNumber: row.run_number,
    runId: row.run_id,
    monoAccountId: row.mono_account_id,
    kind: row.kind,
    fromAt: Number(row.from_at),
    untilAt: Number(row.until_at),
    fromDate: row.from_date,
    toDate: row.to_date,
    askedBy: row.asked_by,
    askedAt: Number(row.asked_at),
    status: row.status,
    phase: row.phase,
    progress: fromJsonText(row.progress, 'the progress of a run') as Progress,
    attempts: row.attempts,
    lastError: row.last_error,
    finishedAt: row.finished_at === null ? null : Number(row.finished_at),
  };
}

/** A run that somebody asked for. */
export interface RunWish {
  readonly runId: string;
  readonly monoAccountId: string;
  readonly kind: RunKind;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly fromDate: string;
  readonly toDate: string;
  readonly askedBy: string;
  readonly askedAt: number;
}

/** Opens a run; null if one of the account is under way, for there is one at a time. */
export async function insertRun(executor: Executor, wish: RunWish): Promise<bigint | null> {
  const { rows } = await sql<{ run_number: bigint }>`
    insert into reconciliation.runs
      (run_id, mono_account_id, kind, from_at, until_at, from_date, to_date, asked_by, asked_at,
       status, phase, progress, due_at)
    values (${wish.runId}, ${wish.monoAccountId}, ${wish.kind}, ${BigInt(wish.fromAt)},
      ${BigInt(wish.untilAt)}, ${wish.fromDate}, ${wish.toDate}, ${wish.askedBy},
      ${BigInt(wish.askedAt)}, 'running', 'reading', ${toJsonText(firstProgress)},
      ${BigInt(wish.askedAt)})
    on conflict (mono_account_id) where status = 'running' do nothing
    returning run_number`.execute(executor);
  return rows[0]?.run_number ?? null;
}

/** Whether the account already has a daily run of that day: instances share one schedule. */
export async function hasRunOf(
  executor: Executor,
  monoAccountId: string,
  toDate: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from reconciliation.runs
     where mono_account_id = ${monoAccountId} and to_date = ${toDate}::date
       and kind in ('daily', 'full') and status <> 'failed'
     limit 1`.execute(executor);
  return rows.length > 0;
}

/** Numbers of the runs whose next step is due. */
export async function readDueRuns(executor: Executor, now: number): Promise<readonly bigint[]> {
  const { rows } = await sql<{ run_number: bigint }>`
    select run_number from reconciliation.runs
     where status = 'running' and due_at <= ${BigInt(now)}
     order by run_number`.execute(executor);
  return rows.map((row) => row.run_number);
}

/**
 * Takes the run for one step: the advisory lock of its account is held until the transaction ends, so
 * that two instances never work on one account at once. Null if another has it or it is not due.
 */
export async function takeRun(
  transaction: Transaction,
  runNumber: bigint,
  now: number,
): Promise<Run | null> {
  const { rows } = await sql<Row>`
    select ${columns} from reconciliation.runs
     where run_number = ${runNumber} and status = 'running' and due_at <= ${BigInt(now)}
       and pg_try_advisory_xact_lock(hashtextextended('riel.reconciliation/' || mono_account_id, 0))
       for update skip locked`.execute(transaction);
  const [row] = rows;
  return row === undefined ? null : runOf(row);
}

/** Stores where the run goes on, and when. */
export async function moveRun(
  transaction: Transaction,
  runNumber: bigint,
  to: { readonly phase: Phase; readonly progress: Progress; readonly dueAt: number },
): Promise<void> {
  await sql`
    update reconciliation.runs
       set phase = ${to.phase}, progress = ${toJsonText(to.progress)}, due_at = ${BigInt(to.dueAt)},
           attempts = 0, last_error = null
     where run_number = ${runNumber}`.execute(transaction);
}

/** Ends a run. */
export async function finishRun(
  executor: Executor,
  runNumber: bigint,
  end: {
    readonly status: 'completed' | 'failed';
    readonly at: number;
    readonly lastError: string | null;
  },
): Promise<void> {
  await sql`
    update reconciliation.runs
       set status = ${end.status}, finished_at = ${BigInt(end.at)}, last_error = ${end.lastError}
     where run_number = ${runNumber} and status = 'running'`.execute(executor);
}

/** Notes that a step failed and when it is tried again. */
export async function putOffRun(
  executor: Executor,
  runNumber: bigint,
  until: { readonly dueAt: number; readonly lastError: string },
): Promise<void> {
  await sql`
    update reconciliation.runs
       set attempts = attempts + 1, due_at = ${BigInt(until.dueAt)}, last_error = ${until.lastError}
     where run_number = ${runNumber} and status = 'running'`.execute(executor);
}

/** A run by its id or number. */
export async function readRun(executor: Executor, id: string | bigint): Promise<Run | null> {
  const condition = typeof id === 'bigint' ? sql`run_number = ${id}` : sql`run_id = ${id}::uuid`;
  const { rows } = await sql<Row>`
    select ${columns} from reconciliation.runs where ${condition}`.execute(executor);
  const [row] = rows;
  return row === undefined ? null : runOf(row);
}

/** The latest runs, the newest first. */
export async function readRuns(
  executor: Executor,
  filter: { readonly monoAccountIds: readonly string[] | null; readonly limit: number },
): Promise<readonly Run[]> {
  const accounts = filter.monoAccountIds === null ? null : [...filter.monoAccountIds];
  const { rows } = await sql<Row>`
    select ${columns} from reconciliation.runs
     where ${accounts}::text[] is null or mono_account_id = any(${accounts}::text[])
     order by run_number desc
     limit ${filter.limit}`.execute(executor);
  return rows.map(runOf);
}
