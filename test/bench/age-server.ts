import { runSql } from '../support/run-sql.ts';

/** 16 Mbyte each, as many as `min_wal_size` of the local server keeps. */
const SEGMENTS = 60;

/**
 * Brings a new PostgreSQL server to where it is after some hours of work: the files of its write-ahead
 * log exist and are written over. A young server makes and zeroes each of them while commits wait, which
 * would be measured as latency that no running server has.
 */
export async function ageServer(databaseUrl: string): Promise<void> {
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    await runSql(databaseUrl, `select pg_logical_emit_message(true, 'riel', 'age')`);
    await runSql(databaseUrl, 'select pg_switch_wal()');
  }
  await runSql(databaseUrl, 'checkpoint');
}
