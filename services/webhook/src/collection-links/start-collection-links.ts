import type { Chunk, ChunkOutcome } from '@riel/kafka';
import { now, repeat, type Parts, type Repeated } from '@riel/runtime';
import type { MonoAsking } from '../look-ups/start-look-ups.ts';
import type { BackgroundOptions } from '../start-background.ts';
import { closeLinks } from './close-links.ts';
import { createLinkInbox } from './link-inbox.ts';
import { publishLinked } from './publish-linked.ts';

const MICROSECONDS_PER_SECOND = 1_000_000n;
const MILLISECONDS_PER_SECOND = 1_000;

/** The handler of chunks of collections. */
export function linkInboxOf(
  { configuration, database, kafka, linkCodec }: BackgroundOptions,
  onKnown: () => void,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  const seconds = (value: number): bigint => BigInt(value) * MICROSECONDS_PER_SECOND;
  return createLinkInbox({
    database,
    kafka,
    onKnown,
    codec: linkCodec,
    closeAfterMicroseconds: seconds(configuration.COLLECTION_CLOSE_AFTER_SECONDS),
    undatedMicroseconds: seconds(configuration.COLLECTION_UNDATED_LOOK_SECONDS),
  });
}

/** Starts the rounds that give published intents their link, and close links that have expired. */
export function startCollectionLinks(
  options: BackgroundOptions,
  parts: Parts,
  asking: MonoAsking,
): Repeated {
  const { configuration, database, keys, relay, logger, counters, intentCodec } = options;
  const onPublished = (): void => relay.wake();
  const closing = {
    ...asking,
    database,
    logger,
    now,
    onPublished,
    texts: keys.texts,
    encode: options.encodeEvent,
    prepareSealer: () => keys.sealer.prepare(),
    unnamedHoldMilliseconds: configuration.UNNAMED_HOLD_MILLISECONDS,
    linksMax: configuration.LOOK_UP_BATCH_MAX,
    leaseMilliseconds: configuration.LOOK_UP_LEASE_MILLISECONDS,
    pauseMilliseconds: configuration.COLLECTION_CLOSE_PAUSE_MILLISECONDS,
    undatedMilliseconds: configuration.COLLECTION_UNDATED_LOOK_SECONDS * MILLISECONDS_PER_SECOND,
    abandonedAfterMilliseconds:
      configuration.COLLECTION_ABANDONED_AFTER_SECONDS * MILLISECONDS_PER_SECOND,
    onAnswer: (reason: string, outcome: string) => counters.lookedUp(reason, outcome),
  };
  const factsMax = configuration.MATCH_FACTS_MAX;
  const links = repeat({
    name: 'collection links',
    pauseMilliseconds: configuration.COLLECTION_LINK_POLL_MILLISECONDS,
    logger,
    round: async () => {
      const linked = await publishLinked({ database, now, factsMax, codec: intentCodec });
      if (linked > 0) onPublished();
      while ((await closeLinks(closing)) === closing.linksMax);
    },
  });
  parts.add('collection links', links);
  return links;
}
