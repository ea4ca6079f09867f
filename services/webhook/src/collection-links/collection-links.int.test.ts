import { randomBytes } from 'node:crypto';
import { createCodec, type Codec } from '@riel/avro';
import { sql } from '@riel/database';
import { collectionLinkIdOf, eventIdOf } from '@riel/ids';
import { createKafka, createProducer, type Producer } from '@riel/kafka';
import { createLogger, now } from '@riel/runtime';
import {
  COLLECTIONS_TOPIC,
  type Caller,
  type CollectionLinkId,
  type Instant,
  type MinorUnits,
  type MonoAccountId,
} from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { intentObject, monoId, webhookBody } from '../testing/mono-bodies.ts';
import { startTopicReader, type TopicReader } from '../testing/topic-reader.ts';
import { startWebhookBed, type WebhookBed } from '../testing/webhook-bed.ts';
import { linkEvents, type LinkEvent } from './link-inbox.ts';

const stack = stackAddresses();
const soon = { timeout: 15_000, interval: 20 };
const SECOND = 1_000_000;
const CATCH_UP_MILLISECONDS_MAX = 90_000;

let testDatabase: TestDatabase;
let bed: WebhookBed;
let topics: TopicReader;
let producer: Producer;
let codec: Codec;
const intentsAtMono = new Map<string, unknown[]>();
const linksAtMono = new Map<string, unknown>();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  bed = await startWebhookBed({
    ...stack,
    databaseUrl: testDatabase.url,
    environment: {
      COLLECTION_LINK_POLL_MILLISECONDS: '50',
      COLLECTION_CLOSE_AFTER_SECONDS: '0',
      COLLECTION_CLOSE_PAUSE_MILLISECONDS: '50',
      COLLECTION_ABANDONED_AFTER_SECONDS: '60',
      COLLECTION_UNDATED_LOOK_SECONDS: '1',
    },
  });
  bed.mono.answer((url) => {
    const link = linksAtMono.get(url.pathname.split('/').at(-1) ?? '');
    if (link !== undefined) return { body: link };
    const intents = intentsAtMono.get(url.searchParams.get('collection_link_id') ?? '') ?? [];
    const pagination = { page_number: 1, page_size: 500, total_items: 1, total_pages: 1 };
    return { body: { collection_intents: intents, pagination } };
  });
  topics = await startTopicReader(stack);
  codec = await createCodec({
    registryUrl: stack.schemaRegistryUrl,
    writes: [...linkEvents],
    reads: [],
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  producer = createProducer(createKafka({ brokers: stack.kafkaBrokers, clientId: 'test', logger }));
  // The log is shared with other tests, and the service reads it from its beginning.
  const first = newLink();
  await publish(requested(first, inSeconds(3_600)));
  const known = async (): Promise<void> => {
    if ((await rowOf(first)) === undefined) throw new Error('the link is not known yet');
  };
  await vi.waitFor(known, { timeout: CATCH_UP_MILLISECONDS_MAX, interval: 100 });
}, 2 * CATCH_UP_MILLISECONDS_MAX);

afterAll(async () => {
  await producer?.stop();
  await topics?.stop();
  await bed?.stop();
  await testDatabase?.drop();
});

interface TestLink {
  readonly collectionLinkId: CollectionLinkId;
  readonly monoCollectionLinkId: string;
}

const newLink = (): TestLink => ({
  collectionLinkId: collectionLinkIdOf('demo' as Caller, randomBytes(8).toString('hex')),
  monoCollectionLinkId: monoId('clink'),
});

async function publish(...events: readonly LinkEvent[]): Promise<void> {
  const records = events.map(({ name, value }) => ({
    key: value.collectionLinkId,
    value: codec.encode(name, value),
    headers: { ce_type: `riel.${name}` },
  }));
  await producer.send([{ topic: COLLECTIONS_TOPIC, records }]);
}

const stamp = (name: string, link: TestLink) => ({
  eventId: eventIdOf([name, link.collectionLinkId]),
  occurredAt: now(),
  recordedAt: now(),
  collectionLinkId: link.collectionLinkId,
});

const requested = (link: TestLink, expiresAt: Instant | null): LinkEvent => ({
  name: 'CollectionLinkRequested',
  value: {
    ...stamp('CollectionLinkRequested', link),
    caller: 'demo' as Caller,
    idempotencyKey: 'key',
    monoAccountId: monoId('acc') as MonoAccountId,
    amount: 5n as MinorUnits,
    currency: 'COP',
    amountValidation: 'free',
    usageType: 'reusable',
    expiresAt,
    redirectUrl: null,
    payer: null,
  },
});

const created = (link: TestLink): LinkEvent => ({
  name: 'CollectionLinkCreated',
  value: {
    ...stamp('CollectionLinkCreated', link),
    monoCollectionLinkId: link.monoCollectionLinkId,
    monoAccountId: monoId('acc') as MonoAccountId,
    link: 'https://links.example',
  },
});

const inSeconds = (seconds: number): Instant => (now() + seconds * SECOND) as Instant;

async function rowOf({ collectionLinkId }: TestLink) {
  const { rows } = await sql<{ closed_at: bigint | null; last_outcome: string | null }>`
    select closed_at, last_outcome from webhook.collection_links
     where collection_link_id = ${collectionLinkId}`.execute(bed.database.kysely);
  return rows[0];
}

const isKnown = (link: TestLink) =>
  vi.waitFor(async () => expect(await rowOf(link)).toBeDefined(), soon);
const isClosed = (link: TestLink) =>
  vi.waitFor(async () => expect((await rowOf(link))?.closed_at ?? null).not.toBeNull(), soon);
const factsOf = (intentId: string) => topics.about(intentId).map(({ event }) => event);

describe('an intent whose webhook names only the link of Mono', () => {
  it('is published under our id of the link', async () => {
    const link = newLink();
    await publish(requested(link, inSeconds(3_600)), created(link));
    await isKnown(link);
    const data = intentObject({ collection_link_id: link.monoCollectionLinkId });
    await bed.send(webhookBody('collection_intent_credited', data));
    await vi.waitFor(() => expect(factsOf(data.id)).toHaveLength(1), soon);
    expect(factsOf(data.id)[0]?.value).toMatchObject({
      collectionLinkId: link.collectionLinkId,
      monoState: 'account_credited',
      amount: 10_000_000n,
    });
  });

  it('is published again, as the same fact, once the link turns out to be ours', async () => {
    const link = newLink();
    const data = intentObject({ collection_link_id: link.monoCollectionLinkId, state: 'failed' });
    await bed.send(webhookBody('collection_intent_failed', data));
    await vi.waitFor(() => expect(factsOf(data.id)).toHaveLength(1), soon);
    await publish(requested(link, inSeconds(3_600)), created(link));
    await vi.waitFor(() => expect(factsOf(data.id)).toHaveLength(2), soon);
    const [first, second] = factsOf(data.id);
    const eventId = first?.name === 'CollectionFailed' && first.value.eventId;
    expect(first?.value).toMatchObject({ collectionLinkId: null });
    expect(second?.value).toMatchObject({ eventId, collectionLinkId: link.collectionLinkId });
  });

  it('is believed when it names our id itself', async () => {
    const { collectionLinkId } = newLink();
    const data = intentObject({ external_id: collectionLinkId });
    await bed.send(webhookBody('collection_intent_credited', data));
    await vi.waitFor(() => expect(factsOf(data.id)).toHaveLength(1), soon);
    expect(factsOf(data.id)[0]?.value).toMatchObject({ collectionLinkId });
  });
});

describe('a link that has expired', () => {
  it('is closed by a look-up that finds nothing, and not before', async () => {
    const [expired, open] = [newLink(), newLink()];
    await publish(requested(open, inSeconds(3_600)), created(open));
    await isKnown(open);
    await publish(requested(expired, inSeconds(-1)), created(expired));
    await isClosed(expired);
    expect((await rowOf(open))?.closed_at).toBeNull();
    expect(bed.mono.requests.join(' ')).not.toContain(open.monoCollectionLinkId);
  });

  it('heals what no webhook told: a payment, a failure, an abandoned intent', async () => {
    const link = newLink();
    const own = { collection_link_id: link.monoCollectionLinkId };
    const credited = intentObject(own);
    const abandoned = intentObject({ ...own, state: 'created' });
    const approved = intentObject({ ...own, state: 'approved_in_provider' });
    intentsAtMono.set(link.monoCollectionLinkId, [credited, abandoned, approved]);
    await publish(requested(link, inSeconds(-1)), created(link));
    await vi.waitFor(async () => expect((await rowOf(link))?.last_outcome).toBe('in-flight'), soon);
    const { collectionLinkId } = link;
    await vi.waitFor(() => expect(factsOf(abandoned.id)).toHaveLength(1), soon);
    expect(factsOf(abandoned.id)).toMatchObject([
      { name: 'CollectionFailed', value: { monoState: 'created', collectionLinkId } },
    ]);
    expect(factsOf(credited.id)).toMatchObject([
      { name: 'CollectionCredited', value: { source: 'look-up', collectionLinkId } },
    ]);
    expect(factsOf(approved.id)).toEqual([]);
    expect((await rowOf(link))?.closed_at).toBeNull();
    const later = { ...approved, state: 'account_credited', updated_at: '2026-01-05T00:00:00Z' };
    intentsAtMono.set(link.monoCollectionLinkId, [credited, abandoned, later]);
    await isClosed(link);
    await vi.waitFor(() => expect(factsOf(approved.id)).toHaveLength(1), soon);
    expect(factsOf(credited.id)).toHaveLength(1);
    expect(factsOf(abandoned.id)).toHaveLength(1);
  });
});

it('a link without an expiry is closed once Mono has switched it off', async () => {
  const link = newLink();
  const atMono = { id: link.monoCollectionLinkId, enabled: true };
  linksAtMono.set(link.monoCollectionLinkId, atMono);
  await publish(requested(link, null), created(link));
  await vi.waitFor(async () => expect((await rowOf(link))?.last_outcome).toBe('enabled'), soon);
  linksAtMono.set(link.monoCollectionLinkId, { ...atMono, enabled: false });
  await isClosed(link);
});

it('a refused link is closed at once', async () => {
  const link = newLink();
  const reason = 'refused-by-mono';
  await publish(requested(link, inSeconds(3_600)), {
    name: 'CollectionLinkRefused',
    value: {
      ...stamp('CollectionLinkRefused', link),
      reason,
      monoErrorCode: null,
      monoLogId: null,
    },
  });
  await isClosed(link);
  expect(bed.mono.requests.join(' ')).not.toContain(link.monoCollectionLinkId);
});
