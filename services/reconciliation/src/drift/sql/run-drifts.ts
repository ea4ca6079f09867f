import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import { fromJsonText, toJsonText } from '../../json-text.ts';
import type { Evidence } from '../../judging/judged.ts';
import type { Finding } from '../../matching/finding.ts';
import type { DriftToSave } from './drifts.ts';

/** What a run says of one drift. */
export interface RunDrift {
  readonly driftId: string;
  readonly ordinal: number;
  readonly finding: Finding;
  readonly evidence: Evidence;
  readonly firstFoundAt: number;
  /** True if a person has explained exactly this. */
  readonly isAccepted: boolean;
  readonly effect: bigint;
  /** What came of healing; null if it was not tried. */
  readonly healing: string | null;
}

interface Row extends DriftToSave {
  readonly ordinal: number;
  readonly runNumber: bigint;
}

const columns = [
  column('run_number', 'bigint', (row: Row) => row.runNumber),
  column('drift_id', 'uuid', (row: Row) => row.driftId),
  column('ordinal', 'integer', (row: Row) => row.ordinal),
  column('finding', 'text', (row: Row) => toJsonText([row.finding, row.evidence])),
  column('first_found_at', 'bigint', (row: Row) => BigInt(row.decision.firstFoundAt)),
  column('is_accepted', 'boolean', (row: Row) => row.decision.kind === 'accepted'),
  column('effect', 'bigint', (row: Row) => row.effect),
];

/** Notes what a run found, numbered on from `ordinal`. */
export async function insertRunDrifts(
  transaction: Transaction,
  drifts: readonly DriftToSave[],
  { runNumber, ordinal }: { readonly runNumber: bigint; readonly ordinal: number },
): Promise<void> {
  if (drifts.length === 0) return;
  const rows = drifts.map((one, index): Row => ({ ...one, runNumber, ordinal: ordinal + index }));
  await unnestInsert({
    into: 'reconciliation.run_drifts',
    columns,
    rows,
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

interface StoredRow {
  readonly drift_id: string;
  readonly ordinal: number;
  readonly finding: string;
  readonly first_found_at: bigint;
  readonly is_accepted: boolean;
  readonly effect: bigint;
  readonly healing: string | null;
}

const storedColumns = sql`drift_id, ordinal, finding, first_found_at, is_accepted, effect, healing`;

function runDriftOf(row: StoredRow): RunDrift {
  const [finding, evidence] = fromJsonText(row.finding, 'a finding') as [Finding, Evidence];
  return {
    driftId: row.drift_id,
    ordinal: row.ordinal,
    finding,
    evidence,
    firstFoundAt: Number(row.first_found_at),
    isAccepted: row.is_accepted,
    effect: row.effect,
    healing: row.healing,
  };
}

/** Reads what a run found, in the order of its pages. */
export async function readRunDrifts(
  executor: Executor,
  runNumber: bigint,
  { after = -1, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly RunDrift[]> {
  const { rows } = await sql<StoredRow>`
    select ${storedColumns} from reconciliation.run_drifts
     where run_number = ${runNumber} and ordinal > ${after}
     order by ordinal
     limit ${limit}`.execute(executor);
  return rows.map(runDriftOf);
}

/** What a run said of some drifts, by their ids. */
export async function readRunDriftsById(
  executor: Executor,
  runNumber: bigint,
  driftIds: readonly string[],
): Promise<ReadonlyMap<string, RunDrift>> {
  if (driftIds.length === 0) return new Map();
  const { rows } = await sql<StoredRow>`
    select ${storedColumns} from reconciliation.run_drifts
     where run_number = ${runNumber} and drift_id = any(${[...driftIds]}::uuid[])`.execute(
    executor,
  );
  return new Map(rows.map((row) => [row.drift_id, runDriftOf(row)]));
}

/** Notes what came of healing. */
export async function setHealing(
  transaction: Transaction,
  runNumber: bigint,
  outcomes: ReadonlyMap<string, string>,
): Promise<void> {
  await sql`
    update reconciliation.run_drifts found
       set healing = told.healing
      from unnest(${[...outcomes.keys()]}::uuid[], ${[...outcomes.values()]}::text[])
        as told (drift_id, healing)
     where found.run_number = ${runNumber} and found.drift_id = told.drift_id`.execute(transaction);
}

/** Effect on cash of what was found and is not booked yet: not healed, or published and on its way. */
export async function sumUnbookedEffects(
  executor: Executor,
  runNumber: bigint,
): Promise<{ readonly effect: bigint; readonly drifts: number }> {
  const { rows } = await sql<{ effect: bigint; drifts: bigint }>`
    select coalesce(sum(found.effect), 0)::bigint as effect, count(*) as drifts
      from reconciliation.run_drifts found
     where found.run_number = ${runNumber} and found.effect <> 0
       and not exists (
         select from reconciliation.heals heal
          where heal.drift_id = found.drift_id and heal.run_number = found.run_number
            and heal.booked_at is not null)`.execute(executor);
  return { effect: rows[0]?.effect ?? 0n, drifts: Number(rows[0]?.drifts ?? 0n) };
}

/** Counts what a run found: all, and those that a person has not explained. */
export async function countRunDrifts(
  executor: Executor,
  runNumber: bigint,
): Promise<{ readonly found: number; readonly unexplained: number }> {
  const { rows } = await sql<{ found: bigint; unexplained: bigint }>`
    select count(*) as found, count(*) filter (where not is_accepted) as unexplained
      from reconciliation.run_drifts where run_number = ${runNumber}`.execute(executor);
  return { found: Number(rows[0]?.found ?? 0n), unexplained: Number(rows[0]?.unexplained ?? 0n) };
}
