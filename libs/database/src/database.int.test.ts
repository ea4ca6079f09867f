import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { connect as connectSocket } from 'node:net';
import { defineEntity, p } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { connect } from './database.ts';
import type { Database } from './database.ts';
import { retryClassOf, sqlStateOf } from './retry-class.ts';
import { retryTransient } from './retry-transient.ts';
import { requireDurableCommits, serverIdentity } from './server-settings.ts';
import { sql } from './index.ts';

const Payee = defineEntity({
  name: 'Payee',
  tableName: 'payee',
  properties: { id: p.bigint().primary(), balance: p.bigint() },
});

let server: TestDatabase;
let database: Database;
const lost = vi.fn<(error: Error) => void>();

const open = (more: Partial<Parameters<typeof connect>[0]> = {}): Promise<Database> =>
  connect({
    url: server.url,
    schema: 'public',
    applicationName: 'riel-test',
    poolConnectionsMax: 2,
    onConnectionLost: lost,
    ...more,
  });

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  database = await open({ entities: [Payee] });
  await sql`create table payee (id bigint primary key, balance bigint not null)`.execute(
    database.kysely,
  );
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

describe('sessions', () => {
  test('carry the name, the search path, the limits and UTC', async () => {
    const { rows } = await sql`
      select current_setting('application_name') as name, current_setting('search_path') as path,
             current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
             current_setting('idle_in_transaction_session_timeout') as idle,
             current_setting('timezone') as zone
    `.execute(database.kysely);
    expect(rows).toEqual([
      { name: 'riel-test', path: 'public', statement: '10s', lock: '5s', idle: '30s', zone: 'UTC' },
    ]);
  });

  test('a long statement is cancelled, and that is worth another attempt', async () => {
    const hasty = await open({ statementTimeoutMilliseconds: 50 });
    const error: unknown = await sql`select pg_sleep(30)`.execute(hasty.kysely).catch(String);
    await hasty.close();
    expect(error).toContain('statement timeout');
  });

  test('a lock that is not given up in time fails, and that is worth another attempt', async () => {
    const hasty = await open({ lockTimeoutMilliseconds: 50 });
    await database.transaction(async (transaction) => {
      await sql`lock table payee in access exclusive mode`.execute(transaction);
      const failed: unknown = await hasty
        .transaction((other) => sql`select 1 from payee`.execute(other))
        .catch((error: unknown) => error);
      expect(sqlStateOf(failed)).toBe('55P03');
      expect(retryClassOf(failed)).toBe('retry');
    });
    await hasty.close();
  });

  test('bigint and sums arrive without loss', async () => {
    const { rows } = await sql`
      select 9007199254740993::bigint as amount, array[1::bigint, null] as list,
             sum(x) as total, sum(x)::bigint as exact
        from (values (9007199254740993::bigint), (1)) as v (x)
    `.execute(database.kysely);
    expect(rows).toEqual([
      {
        amount: 9_007_199_254_740_993n,
        list: [1n, null],
        total: '9007199254740994',
        exact: 9_007_199_254_740_994n,
      },
    ]);
  });
});

describe('transaction', () => {
  test('entities and statements share it, and a failure takes both back', async () => {
    const failure = new Error('changed my mind');
    const work = database.transaction(async (transaction, manager) => {
      manager.create(Payee, { id: 1n, balance: 5n });
      await manager.flush();
      await sql`insert into payee values (2, 6)`.execute(transaction);
      const seen = await sql`select id from payee order by id`.execute(manager.getKysely());
      expect(seen.rows).toEqual([{ id: 1n }, { id: 2n }]);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    const { rows } = await sql`select * from payee`.execute(database.kysely);
    expect(rows).toEqual([]);
  });

  test('changed entities are flushed before the commit', async () => {
    await database.transaction(async (_, manager) => {
      manager.create(Payee, { id: 3n, balance: 9_007_199_254_740_993n });
    });
    const balance = await database.transaction(async (_, manager) => {
      const payee = await manager.findOneOrFail(Payee, 3n);
      return payee.balance;
    });
    expect(balance).toBe(9_007_199_254_740_993n);
  });

  test('read only and isolation are passed on', async () => {
    const { rows } = await database.transaction(
      (transaction) =>
        sql`select current_setting('transaction_read_only') as "readOnly",
                   current_setting('transaction_isolation') as isolation`.execute(transaction),
      { readOnly: true, isolationLevel: 'repeatable read' },
    );
    expect(rows).toEqual([{ readOnly: 'on', isolation: 'repeatable read' }]);
  });
});

describe('lost connections', () => {
  const killAll = async (): Promise<void> => {
    const admin = await open({ applicationName: 'riel-test-admin', poolConnectionsMax: 1 });
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'riel-test'
    `.execute(admin.kysely);
    await admin.close();
  };

  test('do not use up the pool, however often transactions die', async () => {
    for (let round = 0; round < 6; round += 1) {
      const error: unknown = await database
        .transaction(async (transaction) => {
          await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
        })
        .catch((failure: unknown) => failure);
      expect(retryClassOf(error)).toBe('retry');
    }
    await expect(database.ping()).resolves.toBeUndefined();
  });

  test('of idle sessions are told, and do not end the process', async () => {
    await database.ping();
    lost.mockClear();
    await killAll();
    await vi.waitFor(() => expect(lost).toHaveBeenCalled());
    await retryTransient(() => database.ping(), { delayMillisecondsMin: 1 });
  });

  test('a bug in the work is what is reported, not the failed rollback after it', async () => {
    const bug = new TypeError('bug');
    const work = database.transaction(async (transaction) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction).catch(() => {});
      throw bug;
    });
    await expect(work).rejects.toBe(bug);
  });

  test('a server that is not there is worth another attempt', async () => {
    const url = new URL(server.url);
    url.port = '1';
    const error: unknown = await open({ url: url.href }).catch((failure: unknown) => failure);
    expect(retryClassOf(error)).toBe('retry');
  });

  test('an idle connection may be silent as long as it likes', async () => {
    const patient = await open({
      applicationName: 'riel-test-patient',
      poolConnectionsMax: 1,
      statementTimeoutMilliseconds: 20,
      answerMarginMilliseconds: 20,
    });
    const session = async (): Promise<unknown> => {
      const { rows } = await sql`select pg_backend_pid() as pid`.execute(patient.kysely);
      return rows[0];
    };
    const before = await session();
    await vi.waitFor(async () => {
      const { rows } = await sql<{ silent: boolean }>`
        select clock_timestamp() - state_change > interval '200 ms' as silent
          from pg_stat_activity where application_name = 'riel-test-patient'
      `.execute(database.kysely);
      expect(rows).toEqual([{ silent: true }]);
    });
    expect(await session()).toEqual(before);
    await patient.close();
  });

  test('a server that falls silent is given up after the time-out and its margin', async () => {
    const relay = await startRelay(server.url);
    const through = await open({
      url: relay.url,
      statementTimeoutMilliseconds: 100,
      answerMarginMilliseconds: 100,
    });
    relay.fallSilent();
    const error: unknown = await through.ping().catch((failure: unknown) => failure);
    expect(retryClassOf(error)).toBe('retry');
    await through.close();
    await relay.stop();
  });
});

interface TcpRelay {
  readonly url: string;
  readonly fallSilent: () => void;
  readonly stop: () => Promise<void>;
}

/** A TCP relay before the server that can stop to pass anything on, as a pulled cable does. */
const startRelay = async (target: string): Promise<TcpRelay> => {
  const { hostname, port } = new URL(target);
  const sockets: Socket[] = [];
  const relay: Server = createServer((near) => {
    const far = connectSocket(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => socket.destroy());
      sockets.push(socket);
    }
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(target);
  const address = relay.address();
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  return {
    url: url.href,
    fallSilent: () => sockets.forEach((socket) => socket.unpipe().pause()),
    stop: () =>
      new Promise((resolve) => {
        relay.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
};

test('commits of this server are durable, and a session that says otherwise is refused', async () => {
  await expect(requireDurableCommits(database.kysely)).resolves.toBeUndefined();
  await database.transaction(async (transaction) => {
    await sql`set local synchronous_commit = off`.execute(transaction);
    await expect(requireDurableCommits(transaction)).rejects.toMatchObject({
      code: 'RIEL_DATABASE_UNSAFE',
      setting: 'synchronous_commit',
    });
  });
});

test('the server has an identity that stays', async () => {
  const first = await serverIdentity(database.kysely);
  expect(first.systemIdentifier).toBeTypeOf('bigint');
  expect(first.timeline).toBeGreaterThanOrEqual(1);
  expect(await serverIdentity(database.kysely)).toEqual(first);
});
