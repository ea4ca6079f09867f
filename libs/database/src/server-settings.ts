import { sql } from 'kysely';
import { UnsafeServerError } from './errors.ts';
import type { Executor } from './transaction.ts';

const durabilitySettings = ['synchronous_commit', 'fsync', 'full_page_writes'];

/**
 * Throws `UnsafeServerError` if this session's commits could vanish after they were confirmed
 * (`synchronous_commit`, `fsync` or `full_page_writes` off). Services check it when they start.
 */
export const requireDurableCommits = async (executor: Executor): Promise<void> => {
  const { rows } = await sql<{ name: string; value: string }>`
    select name, setting as value from pg_settings
     where name = any(${durabilitySettings}) and setting = 'off'
     order by name
  `.execute(executor);
  const unsafe = rows[0];
  if (unsafe !== undefined) {
    throw new UnsafeServerError(unsafe.name, unsafe.value);
  }
};

/** Which database of which server answers, since when, and on which line of its history. */
export interface ServerIdentity {
  /** Drawn when the cluster was initialised; a restore into a new cluster has another one. */
  readonly systemIdentifier: bigint;
  /** Goes up when a replica is promoted or an archive is restored to a point in time. */
  readonly timeline: number;
  /** Drawn when the database was created; a copy made from a template has another one. */
  readonly databaseOid: bigint;
  /** Microseconds since the epoch. A data folder is only ever put back under a server that starts anew. */
  readonly startedAt: bigint;
}

/** `startedAt` in SQL: exact, and the same in every time zone. Costs nothing, so a statement may ask. */
export const serverStartedAt = sql<bigint>`
  (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint`;

/** `databaseOid` in SQL. */
export const databaseOid = sql<bigint>`
  (select d.oid::bigint from pg_database d where d.datname = current_database())`;

/** Reads the identity of the server, so that a restored or promoted one can be noticed. */
export const serverIdentity = async (executor: Executor): Promise<ServerIdentity> => {
  const { rows } = await sql<ServerIdentity>`
    select s.system_identifier as "systemIdentifier", c.timeline_id as timeline,
           ${databaseOid} as "databaseOid", ${serverStartedAt} as "startedAt"
      from pg_control_system() s, pg_control_checkpoint() c
  `.execute(executor);
  const identity = rows[0];
  if (identity === undefined) {
    throw new TypeError('pg_control_system() gave no row');
  }
  return identity;
};
