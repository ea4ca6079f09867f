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

/** Which database cluster answers, and on which line of its history. */
export interface ServerIdentity {
  /** Drawn when the cluster was initialised; a restore into a new cluster has another one. */
  readonly systemIdentifier: bigint;
  /** Goes up when a replica is promoted or an archive is restored to a point in time. */
  readonly timeline: number;
}

/** Reads the identity of the server, so that a restored or promoted one can be noticed. */
export const serverIdentity = async (executor: Executor): Promise<ServerIdentity> => {
  const { rows } = await sql<ServerIdentity>`
    select s.system_identifier as "systemIdentifier", c.timeline_id as timeline
      from pg_control_system() s, pg_control_checkpoint() c
  `.execute(executor);
  const identity = rows[0];
  if (identity === undefined) {
    throw new TypeError('pg_control_system() gave no row');
  }
  return identity;
};
