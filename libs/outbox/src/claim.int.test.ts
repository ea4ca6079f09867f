import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { countWaiting, hasWaiting, oldestRecordedAt } from './backlog.ts';
import { claimLanes } from './claim-lanes.ts';
import { deletePublished } from './delete-published.ts';
import { laneOf } from './lane.ts';
import { readClaimed } from './read-claimed.ts';
import { createOutboxBed, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

const schema = 'shop';
let server: TestDatabase;
let bed: OutboxBed;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  bed = await createOutboxBed(server.url);
});

beforeEach(() => bed.clear());

afterAll(async () => {
  await bed.close();
  await server.drop();
});

/** Keys of as many different lanes. */
const keysOfLanes = (count: number): string[] => {
  const keys = new Map<number, string>();
  for (let index = 0; keys.size < count; index += 1) {
    const lane = laneOf(`key-${index}`);
    if (!keys.has(lane)) {
      keys.set(lane, `key-${index}`);
    }
  }
  return [...keys.values()];
};

const laneLocks = async (transaction: Transaction): Promise<number> => {
  const { rows } = await sql`
    select 1 from pg_locks
     where locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())
  `.execute(transaction);
  return rows.length;
};

describe('claimLanes', () => {
  test('takes the lanes with the oldest rows, up to the limit', async () => {
    const keys = keysOfLanes(3);
    for (const key of keys) {
      await bed.append(rowOf(key, 'value'));
    }
    const lanes = await bed.database.transaction((transaction) =>
      claimLanes(transaction, { schema, lanesMax: 2 }),
    );
    expect(lanes).toEqual(keys.slice(0, 2).map(laneOf));
  });

  test('passes over what another holds, and locks no empty lane', async () => {
    const keys = keysOfLanes(3);
    await bed.append(...keys.map((key) => rowOf(key, 'value')));
    await bed.database.transaction(async (one) => {
      expect(await claimLanes(one, { schema, lanesMax: 1 })).toHaveLength(1);
      const held = await laneLocks(one);
      expect(held).toBe(1);
      await bed.database.transaction(async (other) => {
        expect(await claimLanes(other, { schema, lanesMax: 8 })).toEqual(keys.slice(1).map(laneOf));
        const all = await laneLocks(other);
        expect(all).toBe(3);
      });
    });
  });
});

describe('readClaimed', () => {
  const read = (
    keys: readonly string[],
    limits: { batchRecordsMax: number; batchBytesMax: number },
  ): Promise<string[]> =>
    bed.database.transaction(async (transaction) => {
      const lanes = keys.map(laneOf);
      const rows = await readClaimed(transaction, { schema, lanes, limits });
      return rows.map(({ payload }) => payload.toString().slice(0, 2));
    });

  test('gives each lane its share of the records, oldest first', async () => {
    const [one = '', two = ''] = keysOfLanes(2);
    const rows = ['a1', 'b1', 'a2', 'b2', 'a3'].map((value) =>
      rowOf(value.startsWith('a') ? one : two, value),
    );
    await bed.append(...rows);
    const values = await read([one, two], { batchRecordsMax: 4, batchBytesMax: 1_000 });
    expect(values.toSorted()).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  test('stays within the bytes, but reads a first row of any size', async () => {
    const [key = ''] = keysOfLanes(1);
    await bed.append(...['a1', 'a2', 'a3'].map((value) => rowOf(key, value.repeat(200_000))));
    const limits = { batchRecordsMax: 10, batchBytesMax: 1_000_000 };
    expect(await read([key], limits)).toEqual(['a1', 'a2']);
    expect(await read([key], { ...limits, batchBytesMax: 10 })).toEqual(['a1']);
  });
});

test('rows are deleted by lane and id, others stay', async () => {
  const [key = ''] = keysOfLanes(1);
  await bed.append(rowOf(key, 'a1'), rowOf(key, 'a2'));
  await bed.database.transaction(async (transaction) => {
    const limits = { batchRecordsMax: 1, batchBytesMax: 1_000 };
    const rows = await readClaimed(transaction, { schema, lanes: [laneOf(key)], limits });
    await deletePublished(transaction, { schema, rows });
  });
  const { rows } = await sql<{ payload: Buffer }>`select payload from shop.outbox`.execute(
    bed.database.kysely,
  );
  expect(rows.map(({ payload }) => payload.toString())).toEqual(['a2']);
});

test('the backlog is counted, with the age of its oldest row', async () => {
  const { kysely } = bed.database;
  expect(await hasWaiting(kysely, schema)).toBe(false);
  expect(await countWaiting(kysely, schema)).toBe(0);
  expect(await oldestRecordedAt(kysely, schema)).toBeNull();
  const keys = keysOfLanes(2);
  await bed.append(
    rowOf(keys[0] ?? '', 'new', { recordedAt: 2_000_000_000_000_001 as Instant }),
    rowOf(keys[1] ?? '', 'old', { recordedAt: 1_000_000_000_000_001 as Instant }),
  );
  expect(await hasWaiting(kysely, schema)).toBe(true);
  expect(await countWaiting(kysely, schema)).toBe(2);
  expect(await oldestRecordedAt(kysely, schema)).toBe(1_000_000_000_000_001);
});

test('rows of one statement are numbered in the given order', async () => {
  const [key = ''] = keysOfLanes(1);
  const values = Array.from({ length: 2_000 }, (_, index) => String(index));
  await bed.append(...values.map((value) => rowOf(key, value)));
  const { rows } = await sql<{ payload: Buffer }>`
    select payload from shop.outbox order by id
  `.execute(bed.database.kysely);
  expect(rows.map(({ payload }) => payload.toString())).toEqual(values);
});
