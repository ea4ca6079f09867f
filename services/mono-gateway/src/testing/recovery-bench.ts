import { connect, sql, type Database } from '@riel/database';
import { TRANSFERS_TOPIC, type AnyEvent } from '@riel/schemas';
import { runSql } from '../../../../test/support/run-sql.ts';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { checkMemory, type MemoryCheck } from '../recovery/check-memory.ts';
import type { HostileMono } from './faults/hostile-mono.ts';
import { createTimeline } from './faults/timeline.ts';
import { createTestGateway } from './test-gateway.ts';
import { createTestRequests } from './test-requests.ts';

/** The one partition of the log. */
export const PLACE = `${TRANSFERS_TOPIC} 0`;

interface GatewayWish {
  readonly mono: HostileMono;
  /** Offset of the broker, and end of the log. */
  readonly records?: bigint;
}

/** Databases, copies of them, and gateways on them, which a test puts together. */
export async function createRecoveryBench() {
  const requests = await createTestRequests();
  const timeline = createTimeline();
  const { now } = timeline;
  const ended: (() => Promise<void>)[] = [];
  const open = async ({ url }: Pick<TestDatabase, 'url'>): Promise<Database> => {
    const database = await connect({ url, schema: 'gateway', applicationName: 'gateway-test' });
    ended.push(() => database.close());
    return database;
  };
  return {
    timeline,
    requests,
    requestOf: (idempotencyKey: string): AnyEvent & { readonly name: 'TransferRequested' } => ({
      name: 'TransferRequested',
      value: requests.request({ idempotencyKey, at: now() }),
    }),
    givenDatabase: async (): Promise<TestDatabase> => {
      const database = await createTestDatabase();
      ended.push(() => database.drop());
      return database;
    },
    /** A copy of a database that nobody is connected to, as `create database … template` makes one. */
    copyOf: async ({ name, url }: TestDatabase): Promise<Pick<TestDatabase, 'url'>> => {
      const { databaseUrl } = stackAddresses();
      const copy = `${name}_copy`;
      await runSql(databaseUrl, `create database "${copy}" template "${name}"`);
      ended.push(() => runSql(databaseUrl, `drop database "${copy}" with (force)`));
      return { url: url.replace(/\w+$/, copy) };
    },
    /** A gateway on a database, beside a log of which the broker has so much. */
    given: async (of: Pick<TestDatabase, 'url'>, { mono, records = 1n }: GatewayWish) => {
      const database = await open(of);
      const gateway = createTestGateway({
        database,
        requests,
        now,
        transport: mono,
        beforeRewind: async () => void (await look()),
      });
      await gateway.keys.register();
      const offsets = () => Promise.resolve(new Map([[PLACE, records]]));
      const look = (): Promise<MemoryCheck> =>
        checkMemory({
          ...gateway.ports,
          alarm: (alarm) => gateway.ports.counters.alarm(alarm),
          totalTimeoutMilliseconds: gateway.ports.limits.totalTimeoutMilliseconds,
          brokerOffsets: offsets,
          logEnds: offsets,
        });
      return { database, gateway, look, reasons: () => readReasons(database) };
    },
    /** Ends whatever a test has begun. */
    end: async (): Promise<void> => {
      for (const one of ended.splice(0).toReversed()) await one();
    },
  };
}

export type RecoveryBench = Awaited<ReturnType<typeof createRecoveryBench>>;

/** Why the database was said to have forgotten, each time. */
async function readReasons(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ reason: string }>`
    select reason from gateway.recoveries order by recovery_number`.execute(database.kysely);
  return rows.map(({ reason }) => reason);
}
