import { sql, type Database, type RawBuilder } from '@riel/database';
import type { Instant } from '@riel/schemas';

/** What waiting needs. */
export interface WaitPorts {
  readonly database: Database;
  readonly now: () => Instant;
  /** Longest that a recorded request can be under way. */
  readonly totalTimeoutMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

const POLL_MILLISECONDS = 50;
const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Waits until none of the recorded requests is open any more, or none of them can be: one that nobody
 * ends, because its process died, ends by itself with the total time-out. `open` is a condition.
 */
export async function waitForRequests(ports: WaitPorts, open: RawBuilder<unknown>): Promise<void> {
  const end = ports.now() + MICROSECONDS_PER_MILLISECOND * ports.totalTimeoutMilliseconds;
  while (ports.now() < end) {
    const { rows } = await sql<{ open: boolean }>`select ${open} as open`.execute(
      ports.database.kysely,
    );
    if (rows[0]?.open !== true) return;
    await ports.wait(POLL_MILLISECONDS);
  }
}
