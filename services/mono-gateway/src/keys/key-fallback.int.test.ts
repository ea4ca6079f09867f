import { connect, sql, type Database } from '@riel/database';
import { createMonoClient, type DatedApiKey, type MonoTransport } from '@riel/mono-client';
import { createLogger, now } from '@riel/runtime';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { listStops } from '../admin/pauses.ts';
import { startLanes } from '../lanes/start-lanes.ts';
import { createRaceMono } from '../testing/interleavings/race-mono.ts';
import { createKeyDesk } from './key-desk.ts';
import { createTestGateway } from '../testing/test-gateway.ts';
import { createTestRequests } from '../testing/test-requests.ts';

const keyOf = (id: string, createdAt: number): DatedApiKey => ({
  id,
  createdAt,
  secret: `secret-of-${id}`,
  role: 'Administrator',
});

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const patient = { timeout: 20_000, interval: 20 };

const attemptsOf = async (): Promise<readonly string[]> => {
  const { rows } = await sql<{ said: string }>`
    select key_id || ' ' || outcome as said from gateway.attempts
     where ended_at is not null order by started_at, number`.execute(database.kysely);
  return rows.map(({ said }) => said);
};

it('a refused key gives way to the previous one, and without any the lane stops until there is one', async () => {
  const requests = await createTestRequests();
  const mono = createRaceMono(now, () => Promise.resolve());
  const refused = new Map([['secret-of-new', 401]]);
  const transport: MonoTransport = {
    close: () => mono.close(),
    request: async (request) => {
      const secret = request.headers['authorization']?.slice('Bearer '.length) ?? '';
      const status = refused.get(secret);
      if (status === undefined) return await mono.request(request);
      const rawBody = Buffer.from('{}');
      return { kind: 'answered', status, headers: {}, rawBody, milliseconds: 1 };
    },
  };
  const ring = [keyOf('new', 2), keyOf('previous', 1)];
  const gateway = createTestGateway({ database, requests, now, transport, apiKeys: () => ring });
  await gateway.keys.register();
  let offset = 0n;
  const consume = async (idempotencyKey: string): Promise<void> => {
    const value = requests.request({ idempotencyKey, at: now() });
    await gateway.consume([{ name: 'TransferRequested', value }], offset);
    offset += 1n;
    lanes.wake();
  };
  const lanes = startLanes({
    ports: gateway.ports,
    createClient: () => createMonoClient({ baseUrl: 'http://mono', transport }),
    beforeTaking: () => Promise.resolve(),
    lanesMax: 1,
    pollMilliseconds: 20,
  });
  await consume('falls-back');
  await vi.waitFor(
    async () => expect(await attemptsOf()).toEqual(['new unauthorized', 'previous created']),
    patient,
  );

  refused.set('secret-of-previous', 403);
  await consume('waits-for-a-key');
  await vi.waitFor(
    async () =>
      expect(await listStops(database.kysely)).toMatchObject([{ kind: 'stop', reason: 'no-key' }]),
    patient,
  );
  expect((await attemptsOf()).at(-1)).toBe('previous forbidden');

  ring.unshift(keyOf('newest', 3));
  await gateway.keys.register();
  await vi.waitFor(async () => expect((await attemptsOf()).at(-1)).toBe('newest created'), patient);
  expect(await listStops(database.kysely)).toEqual([]);
  await lanes.stop();
}, 60_000);

it('a read that stood still behind its record is never begun, for a revocation waits no longer', async () => {
  const times = [0, 5_001];
  const desk = createKeyDesk({
    database,
    now,
    logger: createLogger({ service: 'test', level: 'silent' }),
    keys: () => [keyOf('stands-still', 1)],
    ageDaysMax: null,
    refusedMilliseconds: 1,
    readStartMillisecondsMax: 5_000,
    steadyMilliseconds: () => times.shift() ?? 0,
  });
  await desk.register();
  const work = vi.fn<() => Promise<string>>(() => Promise.resolve('read'));
  expect(await desk.read(work)).toBeNull();
  expect(work).not.toHaveBeenCalled();
  const { rows } = await sql`select 1 from gateway.open_reads`.execute(database.kysely);
  expect(rows).toEqual([]);
  expect(await desk.read(work)).toBe('read');
});
