import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { createInbox } from '@riel/outbox';
import type { EventOf } from '@riel/schemas';
import { noteLinks, type FirstLook, type KnownLink } from './known-links.ts';

export const linkEvents = [
  'CollectionLinkRequested',
  'CollectionLinkCreated',
  'CollectionLinkRefused',
] as const;

export type LinkEvent = EventOf<(typeof linkEvents)[number]>;

/** What reading needs. */
export interface LinkInboxPorts extends FirstLook {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly codec: Pick<Codec<never, LinkEvent['name']>, 'prepare' | 'decode'>;
  /** Told when links became known. */
  readonly onKnown: () => void;
}

const wanted: ReadonlySet<string> = new Set(linkEvents.map((name) => `riel.${name}`));

/** Makes the handler of chunks of collections: it learns which links are ours, and when they expire. */
export function createLinkInbox(ports: LinkInboxPorts): (chunk: Chunk) => Promise<ChunkOutcome> {
  return createInbox<KnownLink & { readonly offset: bigint }>({
    database: ports.database,
    schema: 'webhook',
    kafka: ports.kafka,
    // Nearly all that is read means nothing here.
    idleMoveMilliseconds: 1_000,
    prepare: async (chunk) => {
      // The header tells the type, so that other events need no decoding.
      const records = chunk.records.filter(({ headers }) => wanted.has(headers['ce_type'] ?? ''));
      await ports.codec.prepare(records.map(({ value }) => value));
      return records.flatMap(({ offset, value }) => {
        const decoded = ports.codec.decode(value);
        return decoded.kind === 'undecodable' ? [] : [{ offset, ...linkOf(decoded.event) }];
      });
    },
    write: (transaction, records) => noteLinks(transaction, mergeLinks(records), ports),
    onCommitted: ports.onKnown,
  });
}

function linkOf({ name, value }: LinkEvent): KnownLink {
  const knownAt = BigInt(value.recordedAt);
  const link = { collectionLinkId: value.collectionLinkId, knownAt };
  const nothing = { monoCollectionLinkId: null, expiresAt: null, closedAt: null };
  switch (name) {
    case 'CollectionLinkRequested': {
      const expiresAt = value.expiresAt === null ? null : BigInt(value.expiresAt);
      return { ...link, ...nothing, expiresAt };
    }
    case 'CollectionLinkCreated':
      return { ...link, ...nothing, monoCollectionLinkId: value.monoCollectionLinkId };
    default:
      return { ...link, ...nothing, closedAt: knownAt };
  }
}

/** One row per link of a chunk; what was told first stays. */
function mergeLinks(links: readonly KnownLink[]): readonly KnownLink[] {
  const merged = new Map<string, KnownLink>();
  for (const link of links) {
    const known = merged.get(link.collectionLinkId) ?? link;
    merged.set(link.collectionLinkId, {
      collectionLinkId: link.collectionLinkId,
      monoCollectionLinkId: known.monoCollectionLinkId ?? link.monoCollectionLinkId,
      expiresAt: known.expiresAt ?? link.expiresAt,
      knownAt: known.knownAt,
      closedAt: known.closedAt ?? link.closedAt,
    });
  }
  return [...merged.values()];
}
