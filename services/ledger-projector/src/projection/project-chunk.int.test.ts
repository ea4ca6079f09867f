import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { schema } from '../../migrations/index.ts';
import { accepted, lifeOf, requested, settled, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { bookedEventNames } from './booked-topics.ts';
import type { ChunkRecord } from './project-chunk.ts';
import type { BookedEventName } from './read-record.ts';

const tables = canonicalTables(exampleTables);
let codec: Codec<BookedEventName, BookedEventName>;
let ledger: TestLedger;
let owner: Database;
let projector: TestProjector;
let log: TestLog;

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
});

beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  owner = await connect({ url: ledger.ownerUrl, schema, applicationName: 'test-owner' });
  projector = await ledger.openProjector();
  log = new TestLog(codec).append(tablesActivated(1, tables));
  return async () => {
    await owner.close();
    await ledger.drop();
  };
});

const bookAll = async (chunks: readonly (readonly ChunkRecord[])[]): Promise<void> => {
  for (const chunk of chunks) {
    await projector.book(chunk);
  }
};

const emptied = async (run: () => Promise<void>): Promise<Record<string, string[]>> => {
  const other = await createTestLedger(await createTestDatabase({ template: false }), codec);
  const outer = projector;
  try {
    projector = await other.openProjector();
    await run();
    return await snapshot(projector.projection.database.kysely);
  } finally {
    projector = outer;
    await other.drop();
  }
};

/** Three lives, interleaved, with repetitions, garbage, a gap and new tables in between. */
const eventfulLog = (): TestLog => {
  const [first, second, third] = [testTransfer(1), testTransfer(2), testTransfer(3)];
  return log
    .append(requested(first), requested(second), settled(second, 'turbo'))
    .repeat(1)
    .appendBytes(Buffer.from('garbage'))
    .append(accepted(first), requested(third), settled(third))
    .skipOffsets(3n)
    .append(tablesActivated(2, tables))
    .append(accepted(second), settled(first), accepted(third))
    .appendBytes(Buffer.from('garbage'))
    .appendBytes(null)
    .repeat(3)
    .append(...lifeOf(testTransfer(4)));
};

describe('a chunk', () => {
  test('is booked whole: facts, balanced entries, subject, balances, offset', async () => {
    log.append(...lifeOf(testTransfer(1)));
    const booked = await projector.book(log.records);
    expect(booked).toMatchObject({ nextOffset: 4n, facts: 4, repetitions: 0, setAside: 0 });
    const { kysely } = owner;
    const subject = await sql`
      select state, is_final, clearing_held, requested_rail, actual_rail, fact_ids, amount
        from ledger.v_transfers`.execute(kysely);
    expect(subject.rows).toMatchObject([
      { is_final: true, clearing_held: 0n, requested_rail: 'ach', actual_rail: 'ach' },
    ]);
    const facts = await sql`
      select array_agg(fact_id order by fact_id) as fact_ids from ledger.v_facts
       where subject_key = ${testTransfer(1).transferId}`.execute(kysely);
    expect(subject.rows).toMatchObject(facts.rows);
    const sums = await sql`
      select sum(amount)::bigint as total, count(*)::int as lines from ledger.postings
    `.execute(kysely);
    expect(sums.rows).toMatchObject([{ total: 0n }]);
    const difference = await sql`
      select account_id, sum(debit - credit)::bigint from ledger.balances group by account_id
      except select account_id, sum(amount)::bigint from ledger.postings group by account_id
    `.execute(kysely);
    expect(difference.rows).toEqual([]);
  });

  test('that is delivered again changes nothing', async () => {
    await projector.book(eventfulLog().records);
    const before = await snapshot(owner.kysely);
    const again = await projector.book(log.records);
    expect(again).toMatchObject({ facts: 0, repetitions: log.records.length });
    expect(await snapshot(owner.kysely)).toEqual(before);
  });

  test('that overlaps with what is booked brings its new records only', async () => {
    eventfulLog();
    await projector.book(log.records.slice(0, 7));
    await projector.book(log.records.slice(3));
    expect(await snapshot(owner.kysely)).toEqual(
      await emptied(async () => {
        await projector.book(log.records);
      }),
    );
  });
});

describe('a replay', () => {
  test('gives the same rows and chain heads with other chunk borders', async () => {
    await projector.book(eventfulLog().records);
    const whole = await snapshot(owner.kysely);
    for (const sizes of [[1], [2, 3, 5], [7]]) {
      expect(await emptied(() => bookAll(log.chunks(sizes)))).toEqual(whole);
    }
  });

  test('of a copy that repeats records gives the same books', async () => {
    const copy = new TestLog(codec);
    for (const { key, value } of eventfulLog().records) {
      copy.appendBytes(value, key).appendBytes(value, key);
    }
    await projector.book(log.records);
    expect(await emptied(() => bookAll(copy.chunks([3])))).toEqual(await snapshot(owner.kysely));
  });
});

describe('two writers of one partition', () => {
  test('book every record once, however they race', async () => {
    const zombie = await ledger.openProjector();
    eventfulLog();
    const run = async (writer: TestProjector, sizes: readonly number[]): Promise<void> => {
      for (const chunk of log.chunks(sizes)) {
        await writer.book(chunk);
      }
    };
    await Promise.all([run(projector, [2]), run(zombie, [3, 1])]);
    expect(await snapshot(owner.kysely)).toEqual(await emptied(() => bookAll(log.chunks([100]))));
  });

  test('a writer that wakes up late finds its records booked', async () => {
    const zombie = await ledger.openProjector();
    eventfulLog();
    const [first = [], ...rest] = log.chunks([5]);
    await bookAll([first, ...rest]);
    const before = await snapshot(owner.kysely);
    expect(await zombie.book(first)).toMatchObject({ facts: 0 });
    expect(await snapshot(owner.kysely)).toEqual(before);
  });
});

describe('repetitions', () => {
  test('with new offsets leave no trace but the offset', async () => {
    log.append(...lifeOf(testTransfer(1)));
    await projector.book(log.records);
    const before = await snapshot(owner.kysely);
    log.repeat(1).repeat(2).repeat(3);
    const booked = await projector.book(log.records.slice(4));
    expect(booked).toMatchObject({ nextOffset: 7n, facts: 0, repetitions: 3 });
    expect(await snapshot(owner.kysely)).toEqual(before);
  });

  test('of an event id with other content are facts of their own', async () => {
    const transfer = testTransfer(1);
    const event = settled(transfer);
    const later = { ...event, value: { ...event.value, source: 'look-up' } };
    log.append(requested(transfer), event, later);
    expect(await projector.book(log.records)).toMatchObject({ facts: 4, repetitions: 0 });
    const { rows } = await sql`
      select variant, event_name from ledger.facts where event_id = ${event.value.eventId}
       order by fact_id`.execute(owner.kysely);
    expect(rows).toEqual([
      { variant: 0, event_name: 'TransferSettled' },
      { variant: 1, event_name: 'TransferSettled' },
    ]);
    const cash = await sql`
      select count(*)::int as count from ledger.v_entries where kind = 'settled'
    `.execute(owner.kysely);
    expect(cash.rows).toEqual([{ count: 1 }]);
  });
});

describe('undecodable bytes', () => {
  test('are set aside, chained and stop nothing', async () => {
    log.appendBytes(Buffer.from('not avro')).append(...lifeOf(testTransfer(1)));
    expect(await projector.book(log.records)).toMatchObject({ facts: 5, setAside: 1 });
    const { rows } = await sql`
      select chain_number, log_offset, code, size_bytes from ledger.v_set_aside
    `.execute(owner.kysely);
    expect(rows).toEqual([
      { chain_number: 2n, log_offset: 1n, code: 'RIEL_RECORD_NOT_AVRO', size_bytes: 8 },
    ]);
  });
});

describe('what cannot be booked', () => {
  test('a fact before the first marker ends the projector', async () => {
    const early = new TestLog(codec).append(requested(testTransfer(1)));
    await expect(projector.book(early.records)).rejects.toMatchObject({ code: 'RIEL_NO_TABLES' });
    expect((await snapshot(owner.kysely))['facts']).toEqual([]);
  });

  test('a marker whose number is not above the last is ignored', async () => {
    log.append(tablesActivated(3, tables), tablesActivated(2, tables));
    expect(await projector.book(log.records)).toMatchObject({ facts: 3 });
    const { rows } = await sql`select marker_number, tables_number from ledger.partitions`.execute(
      owner.kysely,
    );
    expect(rows).toEqual([{ marker_number: 3, tables_number: 3 }]);
  });

  test('a ledger that forgot what it had booked is refused', async () => {
    await projector.book(log.records);
    await sql`update ledger.partitions set next_offset = 0, last_offset = null,
      last_record_digest = null`.execute(owner.kysely);
    const chunk = { records: log.records, bookedTo: 1n, topicEvents: new Set<never>() };
    const place = { topic: 'riel.transfers.v1', partition: 0, partitionId: 1024 };
    const { projectChunk } = await import('./project-chunk.ts');
    await expect(projectChunk(projector.projection, { ...chunk, place })).rejects.toMatchObject({
      code: 'RIEL_LEDGER_WENT_BACK',
    });
  });
});
