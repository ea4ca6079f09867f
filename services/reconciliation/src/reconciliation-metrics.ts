import { sql, type Database } from '@riel/database';
import type { Metrics } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { driftKinds } from './matching/drift-kinds.ts';
import { explainedShare } from './report/report-content.ts';
import { ages } from './report/report.ts';
import { fromJsonText } from './json-text.ts';
import type { Progress } from './runs/run.ts';

const MICROSECONDS_PER_SECOND = 1_000_000;

/** Counters of runs and of the watcher. Gauges read the database when they are refreshed. */
export interface ReconciliationMetrics {
  runEnded(status: 'completed' | 'failed'): void;
  watched(round: {
    readonly lookedUp: number;
    readonly closed: number;
    readonly raised: number;
  }): void;
  refresh(): Promise<void>;
}

/** Makes the metrics: open drift by kind and age, the last finished run, the share explained. */
export function createReconciliationMetrics(
  metrics: Metrics,
  { database, now }: { readonly database: Database; readonly now: () => Instant },
): ReconciliationMetrics {
  const runs = metrics.counter({
    name: 'riel_reconciliation_runs_total',
    help: 'Runs that ended, by status',
    labels: ['status'],
  });
  const watched = metrics.counter({
    name: 'riel_reconciliation_watched_total',
    help: 'Transfers past the time of their rail: looked up, closed, raised',
    labels: ['outcome'],
  });
  const drift = metrics.gauge({
    name: 'riel_reconciliation_open_drift',
    help: 'Open drift by kind and age',
    labels: ['kind', 'age'],
  });
  const lastRun = metrics.gauge({
    name: 'riel_reconciliation_last_completed_run_seconds',
    help: 'When the last run of the Mono account was completed, seconds since the epoch',
    labels: ['mono_account'],
  });
  const explained = metrics.gauge({
    name: 'riel_reconciliation_explained_ratio',
    help: 'Share of the compared amount without drift, last completed run of the Mono account',
    labels: ['mono_account'],
  });
  const refreshDrift = async (): Promise<void> => {
    const rows = await readOpenByAge(database, now());
    drift.reset();
    for (const kind of driftKinds) for (const age of ages) drift.set({ kind, age }, 0);
    for (const { kind, age, count } of rows)
      drift.set({ kind, age: ages[age] ?? ages[0] }, Number(count));
  };
  return {
    runEnded: (status) => runs.inc({ status }),
    watched: ({ lookedUp, closed, raised }) => {
      watched.inc({ outcome: 'looked-up' }, lookedUp);
      watched.inc({ outcome: 'closed' }, closed);
      watched.inc({ outcome: 'raised' }, raised);
    },
    refresh: async () => {
      await refreshDrift();
      for (const row of await readLastRuns(database)) {
        const labels = { mono_account: row.monoAccountId };
        lastRun.set(labels, Number(row.finishedAt) / MICROSECONDS_PER_SECOND);
        if (row.explained !== null) explained.set(labels, row.explained);
      }
    },
  };
}

async function readOpenByAge(
  { kysely }: Database,
  now: number,
): Promise<readonly { readonly kind: string; readonly age: number; readonly count: bigint }[]> {
  const { rows } = await sql<{ kind: string; age: number; count: bigint }>`
    select kind, age, count(*) as count from (
      select kind, case when days < 1 then 0 when days < 8 then 1 when days < 31 then 2 else 3 end as age
        from (select kind, (${BigInt(now)} - first_found_at) / 86400000000 as days
                from reconciliation.drifts where status = 'open') as aged) as banded
     group by kind, age`.execute(kysely);
  return rows;
}

async function readLastRuns({ kysely }: Database) {
  const { rows } = await sql<{ mono_account_id: string; finished_at: bigint; progress: string }>`
    select distinct on (mono_account_id) mono_account_id, finished_at, progress
      from reconciliation.runs
     where status = 'completed'
     order by mono_account_id, run_number desc`.execute(kysely);
  return rows.map((row) => ({
    monoAccountId: row.mono_account_id,
    finishedAt: row.finished_at,
    explained: explainedOf(fromJsonText(row.progress, 'the progress of a run') as Progress),
  }));
}

const BASIS_POINTS = 10_000;

function explainedOf({ totals }: Progress): number | null {
  const shares = Object.values(totals.currencies).map((one) =>
    explainedShare(one.compared, one.drifting),
  );
  return shares.length === 0 ? null : Math.min(...shares) / BASIS_POINTS;
}
