import type { ServerIdentity } from '@riel/database';

/** Offset of one partition: `topic partition` to the next record. */
export type Offsets = ReadonlyMap<string, bigint>;

/** What the database and the broker remember. */
export interface Memories {
  /** Offsets as the broker has them. Read before those of the database. */
  readonly broker: Offsets;
  readonly database: Offsets;
  /** The server that the schema knows itself on; null for a new schema. */
  readonly knownServer: ServerIdentity | null;
  readonly server: ServerIdentity;
}

/**
 * Why the database must have forgotten something; null if nothing says so. It commits an offset before
 * the broker is told of it, so a broker that is ahead remembers more; and another server, or another
 * line of the same one's history, is a restore or a failover that may have lost commits.
 */
export function decideMemory(
  memories: Memories,
): 'broker-ahead' | 'another-server' | 'another-timeline' | null {
  const { broker, database, knownServer, server } = memories;
  if (knownServer !== null) {
    if (knownServer.systemIdentifier !== server.systemIdentifier) return 'another-server';
    if (knownServer.timeline !== server.timeline) return 'another-timeline';
  }
  const isAhead = [...broker].some(
    ([partition, offset]) => offset > (database.get(partition) ?? 0n),
  );
  return isAhead ? 'broker-ahead' : null;
}
