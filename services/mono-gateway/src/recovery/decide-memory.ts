import type { ServerIdentity } from '@riel/database';

/** Offset of one partition: `topic partition` to the next record. */
export type Offsets = ReadonlyMap<string, bigint>;

/** A server as the schema remembers it; null is what an older version did not note. */
export type KnownServer = { readonly [Part in keyof ServerIdentity]: ServerIdentity[Part] | null };

/** What the database and the broker remember. */
export interface Memories {
  /** Offsets as the broker has them. Read before those of the database. */
  readonly broker: Offsets;
  readonly database: Offsets;
  /** The server that the schema knows itself on; null for a new schema. */
  readonly knownServer: KnownServer | null;
  readonly server: ServerIdentity;
}

/** What a part of the server's identity says when it is another one, the most telling first. */
const signs = [
  ['systemIdentifier', 'another-server'],
  ['timeline', 'another-timeline'],
  ['databaseOid', 'another-database'],
  ['startedAt', 'server-restarted'],
] as const;

export type ForgottenReason = (typeof signs)[number][1] | 'broker-ahead';

/**
 * Why the database may have forgotten something; null if nothing says so. It commits an offset before
 * the broker is told of it, so a broker that is ahead remembers more. Another server, or another line
 * of the same one's history, is a restore or a failover that may have lost commits; another database
 * is a copy; and a data folder that was put back runs under a server that has started since.
 */
export function decideMemory(memories: Memories): ForgottenReason | null {
  const { broker, database, knownServer, server } = memories;
  if (knownServer !== null) {
    const sign = signs.find(([part]) => knownServer[part] !== server[part]);
    if (sign !== undefined) return sign[1];
  }
  const isAhead = [...broker].some(
    ([partition, offset]) => offset > (database.get(partition) ?? 0n),
  );
  return isAhead ? 'broker-ahead' : null;
}
