import { retryTransient, sql } from '@riel/database';
import type { Database, Transaction } from '@riel/database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { appendToOutbox, startRelay } from './index.ts';
import type { Relay } from './index.ts';
import { createFakeKafka } from './testing/fake-kafka.ts';
import type { Fault, FakeKafka } from './testing/fake-kafka.ts';
import { createOutboxBed, createTestLogger, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

let server: TestDatabase;
let bed: OutboxBed;
let pools: Database[];

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  bed = await createOutboxBed(server.url);
  pools = [await bed.open('riel-test-relay'), await bed.open('riel-test-relay')];
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await bed.close();
  await server.drop();
});

/** One transaction of a writer: which aggregates it changes, and whether it commits. */
interface Change {
  readonly keys: readonly string[];
  readonly commits: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), {
    minLength: 1,
    maxLength: 4,
  }),
  commits: fc.boolean(),
});
const writers = fc.array(fc.array(change, { minLength: 20, maxLength: 30 }), {
  minLength: 4,
  maxLength: 4,
});
const faults = fc.array(
  fc.constantFrom<Fault | 'kill'>('none', 'none', 'refuse', 'deliver-then-fail', 'kill'),
  { minLength: 40, maxLength: 40 },
);

/** Locks the aggregate's row, gives it the next number, and writes that number as an event. */
const applyChange = async (transaction: Transaction, { keys }: Change): Promise<void> => {
  for (const key of keys.toSorted()) {
    const { rows } = await sql<{ last: bigint }>`
      insert into aggregate values (${key}, 1)
      on conflict (key) do update set last = aggregate.last + 1 returning last
    `.execute(transaction);
    await appendToOutbox(transaction, bed.schema, [rowOf(key, String(rows[0]?.last))]);
  }
};

const rolledBack = new Error('rolled back on purpose');

const write = async (changes: readonly Change[]): Promise<void> => {
  for (const each of changes) {
    const work = async (transaction: Transaction): Promise<void> => {
      await applyChange(transaction, each);
      if (!each.commits) {
        throw rolledBack;
      }
    };
    await bed.database.transaction(work).catch((error: unknown) => {
      if (error !== rolledBack) {
        throw error;
      }
    });
  }
};

/** Ends every session of a relay that waits for Kafka inside its transaction. */
const killRelays = async (): Promise<void> => {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'riel-test-relay'
       and state = 'idle in transaction'
  `.execute(bed.database.kysely);
};

const plant = (kafka: FakeKafka, sequence: readonly (Fault | 'kill')[]): void => {
  const left = [...sequence];
  let kills = 0;
  kafka.onSend = async () => {
    const next = left.shift() ?? 'none';
    if (next === 'kill') {
      kills += 1;
      return 'none';
    }
    return next;
  };
  kafka.afterDelivery = async () => {
    if (kills > 0) {
      kills -= 1;
      await killRelays();
    }
  };
};

const lastNumbers = async (): Promise<Map<string, number>> => {
  const { rows } = await sql<{ key: string; last: bigint }>`select * from aggregate`.execute(
    bed.database.kysely,
  );
  return new Map(rows.map(({ key, last }) => [key, Number(last)]));
};

interface Outcome {
  readonly kafka: FakeKafka;
  /** How many changes of each aggregate were committed. */
  readonly committed: ReadonlyMap<string, number>;
}

/** Lets all writers and two relays run until nothing is left. */
const runAll = async (
  everyone: readonly Change[][],
  sequence: readonly (Fault | 'kill')[],
): Promise<Outcome> => {
  await bed.clear();
  const kafka = createFakeKafka();
  plant(kafka, sequence);
  const onFatal = vi.fn<(error: unknown) => void>();
  const relays = pools.map((database): Relay =>
    startRelay({
      database,
      schema: bed.schema,
      producer: kafka.producer,
      service: 'shop',
      logger: createTestLogger().logger,
      onFatal,
      batchRecordsMax: 8,
      claimLanesMax: 3,
      retryMillisecondsMin: 1,
      retryMillisecondsMax: 10,
    }),
  );
  await Promise.all(everyone.map(write));
  await vi.waitFor(async () => expect(await bed.count()).toBe(0), { timeout: 30_000 });
  await Promise.all(relays.map((relay) => relay.stop()));
  expect(onFatal).not.toHaveBeenCalled();
  return { kafka, committed: await retryTransient(lastNumbers) };
};

const numbersUpTo = (last: number): string[] =>
  Array.from({ length: last }, (_, index) => String(index + 1));

const limits = { timeout: 120_000 };

test('whatever fails: nothing is lost, and each key is seen in order', limits, async () => {
  const property = fc.asyncProperty(writers, faults, async (everyone, sequence) => {
    const { kafka, committed } = await runAll(everyone, sequence);
    const seen = Map.groupBy(kafka.log, ({ key }) => key);
    expect(new Set(seen.keys())).toEqual(new Set(committed.keys()));
    for (const [key, last] of committed) {
      const firstSights = [...new Set(seen.get(key)?.map(({ value }) => value))];
      expect(firstSights).toEqual(numbersUpTo(last));
    }
  });
  // A failure prints the seed and the path that repeat it.
  await fc.assert(property, { numRuns: 5, endOnFailure: true });
});

test('while nothing fails, two relays send each row once', limits, async () => {
  const property = fc.asyncProperty(writers, async (everyone) => {
    const { kafka, committed } = await runAll(everyone, []);
    for (const [key, last] of committed) {
      const values = kafka.log.filter((record) => record.key === key).map(({ value }) => value);
      expect(values).toEqual(numbersUpTo(last));
    }
  });
  await fc.assert(property, { numRuns: 3, endOnFailure: true });
});
