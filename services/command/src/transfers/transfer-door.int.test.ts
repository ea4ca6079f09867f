import { connect, migrate, sql, type Database } from '@riel/database';
import type { Caller } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { migrations, schema } from '../../migrations/index.ts';
import { preparedTransfer } from '../testing/prepared-transfers.ts';
import { acceptTransfers } from './accept-transfers.ts';
import { lockCallers } from './sql/lock-callers.ts';
import { createTransferDoor, type TransferDoor } from './transfer-door.ts';

const LIMIT = 10n ** 15n;

let testDatabase: TestDatabase;
let database: Database;
const doors: TransferDoor[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  await migrate({ url: testDatabase.url, schema, migrations });
  database = await connect({
    url: testDatabase.url,
    schema,
    applicationName: 'test',
    lockTimeoutMilliseconds: 300,
  });
});

afterAll(async () => {
  for (const door of doors) await door.stop();
  await database?.close();
  await testDatabase?.drop();
});

const openDoor = (limit = LIMIT) => {
  const sizes: number[] = [];
  const door = createTransferDoor({
    database,
    limit: { callerDailyMinorUnitsMax: limit },
    waitMilliseconds: 5,
    commandsMax: 50,
    queueCommandsMax: 10_000,
    transactionsMax: 2,
    onCommitted: () => {},
    onTransaction: (commands) => sizes.push(commands),
  });
  doors.push(door);
  return { door, sizes };
};

const newCaller = (name: string): Caller => `${name}-${doors.length}` as Caller;

const rowsOf = async (caller: Caller) => {
  const { rows } = await sql<{ transfers: bigint; events: bigint; sum: string; counted: bigint }>`
    select (select count(*) from command.transfers where caller = ${caller}) as transfers,
           (select count(*) from command.outbox o
              join command.transfers t on t.transfer_id::text = o.key
             where t.caller = ${caller}) as events,
           coalesce((select sum(minor_units) from command.caller_daily_sums
                      where caller = ${caller}), 0)::text as sum,
           coalesce((select sum(transfers) from command.caller_daily_sums
                      where caller = ${caller}), 0)::bigint as counted
  `.execute(database.kysely);
  return rows[0];
};

describe('createTransferDoor', () => {
  it("lets one caller's atomic batches not keep another caller waiting", async () => {
    const { door } = openDoor();
    const [crowd, other] = [newCaller('crowd'), newCaller('other')];
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holding = database.transaction(async (transaction) => {
      await lockCallers(transaction, [crowd]);
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const batches = Array.from({ length: 12 }, (_, index) =>
      door.submitAtomically([preparedTransfer(crowd, `batch-${index}`)]),
    );
    let waiting = batches.length;
    for (const batch of batches) void batch.catch(() => undefined).finally(() => (waiting -= 1));
    expect(await door.submit(preparedTransfer(other, 'alone'))).toMatchObject({ kind: 'accepted' });
    expect(waiting).toBe(batches.length);
    release.resolve();
    await holding;
    await Promise.allSettled(batches);
  });

  it('puts many commands into few transactions, with state, event and sum for each', async () => {
    const { door, sizes } = openDoor();
    const caller = newCaller('many');
    const commands = Array.from({ length: 500 }, (_, index) =>
      preparedTransfer(caller, `key-${index}`, { amount: 10 }),
    );
    const outcomes = await Promise.all(commands.map((command) => door.submit(command)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(sizes.length).toBeLessThan(30);
    expect(await rowsOf(caller)).toEqual({
      transfers: 500n,
      events: 500n,
      sum: '5000',
      counted: 500n,
    });
  });

  it('lets one member that the database refuses fail alone', async () => {
    const { door } = openDoor();
    const caller = newCaller('one-bad');
    const bad = { ...preparedTransfer(caller, 'bad'), currency: 'nul\u0000' };
    const outcomes = await Promise.allSettled([
      door.submit(preparedTransfer(caller, 'a')),
      door.submit(bad),
      door.submit(preparedTransfer(caller, 'b')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await rowsOf(caller)).toMatchObject({ transfers: 2n, events: 2n, counted: 2n });
  });

  it('answers as the first time when the answer was lost after the commit', async () => {
    const { door } = openDoor();
    const caller = newCaller('crash');
    const first = preparedTransfer(caller, 'lost');
    // Committed, and the process gone before anybody was told.
    await database.transaction((transaction) =>
      acceptTransfers(transaction, [first], { callerDailyMinorUnitsMax: LIMIT, isAtomic: false }),
    );
    const retried = preparedTransfer(caller, 'lost');
    expect(await door.submit(retried)).toEqual({ kind: 'replayed', answer: first.answer });
    expect(await rowsOf(caller)).toMatchObject({ transfers: 1n, events: 1n });
  });

  it('leaves nothing behind when the process dies before the commit', async () => {
    const { door } = openDoor();
    const caller = newCaller('rolled-back');
    const dying = database.transaction(async (transaction) => {
      const options = { callerDailyMinorUnitsMax: LIMIT, isAtomic: false };
      await acceptTransfers(transaction, [preparedTransfer(caller, 'k')], options);
      throw new Error('killed');
    });
    await expect(dying).rejects.toThrow('killed');
    expect(await rowsOf(caller)).toMatchObject({ transfers: 0n, events: 0n, counted: 0n });
    expect((await door.submit(preparedTransfer(caller, 'k'))).kind).toBe('accepted');
  });

  it('never overruns the daily limit, whichever instance asks', async () => {
    const doorsOfTwo = [openDoor(1_000n).door, openDoor(1_000n).door];
    const caller = newCaller('limit');
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const door = doorsOfTwo[index % 2];
        const command = preparedTransfer(caller, `key-${index}`, { amount: 30 });
        return await door?.submit(command);
      }),
    );
    expect(outcomes.filter((outcome) => outcome?.kind === 'accepted')).toHaveLength(33);
    expect(await rowsOf(caller)).toMatchObject({ transfers: 33n, events: 33n, sum: '990' });
  });

  it('makes a concurrent duplicate wait, and gives up after the lock time-out', async () => {
    const { door } = openDoor();
    const caller = newCaller('waiting');
    const options = { callerDailyMinorUnitsMax: LIMIT, isAtomic: false };
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const first = preparedTransfer(caller, 'k');
    const holding = database.transaction(async (transaction) => {
      await acceptTransfers(transaction, [first], options);
      await held;
    });
    await vi.waitFor(async () => {
      const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory'`.execute(
        database.kysely,
      );
      expect(rows.length).toBeGreaterThan(0);
    });
    await expect(door.submit(preparedTransfer(caller, 'k'))).rejects.toMatchObject({
      code: '55P03',
    });
    const waiting = door.submit(preparedTransfer(caller, 'k'));
    release();
    await holding;
    expect(await waiting).toEqual({ kind: 'replayed', answer: first.answer });
  });

  it('accepts an atomic batch whole or not at all', async () => {
    const { door } = openDoor(100n);
    const caller = newCaller('atomic');
    const two = [
      preparedTransfer(caller, 'a', { amount: 60 }),
      preparedTransfer(caller, 'b', { amount: 60 }),
    ];
    expect((await door.submitAtomically(two)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'rejected',
    ]);
    expect(await rowsOf(caller)).toMatchObject({ transfers: 0n, events: 0n });
  });
});
