import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { sql } from '@riel/database';
import type { EntryPosted } from '@riel/schemas';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { ChunkRecord } from '../projection/project-chunk.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { CommittedEntries } from './committed-entries.ts';
import { entryEvents } from './entry-events.ts';
import { relayRound, startEntryRelay } from './entry-relay.ts';
import type { EntryBatch, EntryRelayOptions } from './entry-relay.ts';

let codec: Codec<BookedEventName, BookedEventName>;
let projector: TestProjector;
let entriesCount: number;
let ledger: TestLedger;
let records: readonly ChunkRecord[];

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
});

beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  projector = await ledger.openProjector();
  const log = new TestLog(codec).append(tablesActivated(1, canonicalTables(exampleTables)));
  for (let number = 1; number <= 5; number += 1) {
    log.append(...lifeOf(testTransfer(number)));
  }
  ({ records } = log);
  for (const partition of [0, 1]) {
    await projector.book(records, partition);
  }
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ledger.v_entries
  `.execute(projector.projection.database.kysely);
  entriesCount = rows[0]?.count ?? 0;
  return () => ledger.drop();
});

const idsOf = (events: readonly EntryPosted[]): string[] => events.map(({ eventId }) => eventId);

/** Runs rounds until nothing waits. */
const relayAll = async (
  publish: EntryRelayOptions['publish'],
  committed?: CommittedEntries,
): Promise<void> => {
  const { database } = projector.projection;
  const options = { database, publish, factsMax: 3, ...(committed && { committed }) };
  while (await relayRound(options)) {
    // another round
  }
};

const eventsOf = (batches: readonly EntryBatch[]): EntryPosted[] =>
  batches.flatMap(({ topic, partition, entries }) => entryEvents(entries, { topic, partition }));

test('every entry is published once, in the order of its partition', async () => {
  const published = new Map<number, EntryPosted[]>();
  await relayAll((batches) => {
    for (const batch of batches) {
      const { partitionId } = batch;
      published.set(partitionId, [...(published.get(partitionId) ?? []), ...eventsOf([batch])]);
    }
    return Promise.resolve();
  });
  const all = [...published.values()].flat();
  expect(all).toHaveLength(entriesCount);
  expect(new Set(idsOf(all)).size).toBe(entriesCount);
  for (const events of published.values()) {
    const places = events.map(
      ({ chainNumber, entryNumber }) => chainNumber * 10n + BigInt(entryNumber),
    );
    expect(places).toEqual(places.toSorted((one, other) => Number(one - other)));
  }
  for (const { postings } of all) {
    expect(postings.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
  }
});

test('what may not have been sent is sent again, the same', async () => {
  const sent: EntryPosted[] = [];
  let fails = true;
  const publish = (batches: readonly EntryBatch[]): Promise<void> => {
    sent.push(...eventsOf(batches));
    const failed = fails;
    fails = false;
    return failed ? Promise.reject(new Error('broken')) : Promise.resolve();
  };
  await expect(relayAll(publish)).rejects.toThrow('broken');
  const before = sent.splice(0);
  await relayAll(publish);
  expect(sent.slice(0, before.length)).toEqual(before);
  expect(new Set(idsOf(sent)).size).toBe(entriesCount);
});

test('two relays share the partitions and send nothing twice', async () => {
  const sent: EntryPosted[] = [];
  const publish = (batches: readonly EntryBatch[]): Promise<void> => {
    sent.push(...eventsOf(batches));
    return Promise.resolve();
  };
  await Promise.all([relayAll(publish), relayAll(publish)]);
  await relayAll(publish);
  expect(idsOf(sent).toSorted()).toEqual([...new Set(idsOf(sent))].toSorted());
  expect(sent).toHaveLength(entriesCount);
});

test('a running relay sees what is booked when it is woken', async () => {
  const done = Promise.withResolvers<void>();
  let count = 0;
  const relay = startEntryRelay({
    database: projector.projection.database,
    publish: (batches) => {
      count += eventsOf(batches).length;
      if (count === entriesCount) {
        done.resolve();
      }
      return Promise.resolve();
    },
    factsMax: 4,
    pollMilliseconds: 60_000,
    onError: done.reject,
  });
  relay.wake();
  await done.promise;
  await relay.stop();
  expect(count).toBe(entriesCount);
});

test.each([
  ['all of it', 1_000, 0],
  ['what is left when memory is small', 8, 0],
  ['what comes after a restart', 1_000, 7],
])('the events are the same from memory and from the database: %s', async (...given) => {
  const [, factsMax, booked] = given;
  const read: EntryPosted[] = [];
  await relayAll((batches) => {
    read.push(...eventsOf(batches));
    return Promise.resolve();
  });
  // The same log once more, in an empty ledger, booked chunk by chunk with the memory on.
  const other = await createTestLedger(await createTestDatabase({ template: false }), codec);
  onTestFinished(() => other.drop());
  projector = await other.openProjector();
  const committed = new CommittedEntries(factsMax);
  const add = vi.spyOn(committed, 'add');
  const remembering = { ...projector.projection, onCommitted: committed.add.bind(committed) };
  for (const partition of [0, 1]) {
    await other.book(projector.projection, records.slice(0, booked), partition);
    for (let from = booked; from < records.length; from += 4) {
      await other.book(remembering, records.slice(from, from + 4), partition);
    }
  }
  expect(add).toHaveBeenCalled();
  const remembered: EntryPosted[] = [];
  await relayAll((batches) => {
    remembered.push(...eventsOf(batches));
    return Promise.resolve();
  }, committed);
  const byPlace = (events: readonly EntryPosted[]): readonly EntryPosted[] =>
    events.toSorted((one, next) => one.partition - next.partition);
  expect(byPlace(remembered)).toEqual(byPlace(read));
  expect(committed.next(1024, 0)).toBeNull();
});
