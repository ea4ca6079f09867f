import { sql, type Executor, type Transaction } from '@riel/database';
import { GENESIS_DIGEST, type ChainPlace } from '../report.ts';

/** A report as it is stored. */
export interface StoredReport {
  readonly runNumber: bigint;
  readonly monoAccountId: string;
  readonly place: ChainPlace;
  readonly digest: string;
  readonly signature: Buffer;
  readonly keyId: string;
  readonly driftCount: number;
  readonly createdAt: number;
  readonly json: Buffer;
  readonly csv: Buffer;
  readonly html: Buffer;
}

/** Where the next report of an account stands. The account's advisory lock is held meanwhile. */
export async function readNextPlace(
  transaction: Transaction,
  monoAccountId: string,
): Promise<ChainPlace> {
  const { rows } = await sql<{ chain_number: bigint; digest: string }>`
    select chain_number, digest from reconciliation.reports
     where mono_account_id = ${monoAccountId}
     order by chain_number desc
     limit 1`.execute(transaction);
  const [row] = rows;
  if (row === undefined) return { chainNumber: 1, previousDigest: GENESIS_DIGEST };
  return { chainNumber: Number(row.chain_number) + 1, previousDigest: row.digest };
}

/** Stores a report; it can never be changed. */
export async function insertReport(transaction: Transaction, report: StoredReport): Promise<void> {
  await sql`
    insert into reconciliation.reports
      (run_number, mono_account_id, chain_number, previous_digest, digest, signature, key_id,
       drift_count, created_at, json, csv, html)
    values (${report.runNumber}, ${report.monoAccountId}, ${BigInt(report.place.chainNumber)},
      ${report.place.previousDigest}, ${report.digest}, ${report.signature}, ${report.keyId},
      ${report.driftCount}, ${BigInt(report.createdAt)}, ${report.json}, ${report.csv},
      ${report.html})`.execute(transaction);
}

/** The report of a run; null if it has none yet. */
export async function readReport(
  executor: Executor,
  runNumber: bigint,
): Promise<StoredReport | null> {
  const { rows } = await sql<{
    mono_account_id: string;
    chain_number: bigint;
    previous_digest: string;
    digest: string;
    signature: Buffer;
    key_id: string;
    drift_count: number;
    created_at: bigint;
    json: Buffer;
    csv: Buffer;
    html: Buffer;
  }>`
    select mono_account_id, chain_number, previous_digest, digest, signature, key_id, drift_count,
      created_at, json, csv, html
      from reconciliation.reports where run_number = ${runNumber}`.execute(executor);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    runNumber,
    monoAccountId: row.mono_account_id,
    place: { chainNumber: Number(row.chain_number), previousDigest: row.previous_digest },
    digest: row.digest,
    signature: row.signature,
    keyId: row.key_id,
    driftCount: row.drift_count,
    createdAt: Number(row.created_at),
    json: row.json,
    csv: row.csv,
    html: row.html,
  };
}

/** What an overview of runs says of a report: its forms can be large and stay where they are. */
export type ReportHead = Pick<StoredReport, 'digest' | 'driftCount'> & {
  readonly chainNumber: number;
};

/** The heads of the reports of some runs. */
export async function readReportHeads(
  executor: Executor,
  runNumbers: readonly bigint[],
): Promise<ReadonlyMap<bigint, ReportHead>> {
  const { rows } = await sql<{
    run_number: bigint;
    chain_number: bigint;
    digest: string;
    drift_count: number;
  }>`
    select run_number, chain_number, digest, drift_count
      from reconciliation.reports where run_number = any(${[...runNumbers]}::bigint[])
  `.execute(executor);
  return new Map(
    rows.map((row) => [
      row.run_number,
      {
        chainNumber: Number(row.chain_number),
        digest: row.digest,
        driftCount: row.drift_count,
      },
    ]),
  );
}

/** Digest of the report at a place of an account's chain; null if there is none. */
export async function readDigestAt(
  executor: Executor,
  monoAccountId: string,
  chainNumber: number,
): Promise<string | null> {
  const { rows } = await sql<{ digest: string }>`
    select digest from reconciliation.reports
     where mono_account_id = ${monoAccountId} and chain_number = ${BigInt(chainNumber)}
  `.execute(executor);
  return rows[0]?.digest ?? null;
}
