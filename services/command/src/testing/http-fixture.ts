import { connect, sql, type Database } from '@riel/database';
import {
  ADJUSTMENTS_TOPIC,
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type Caller,
  type EventOf,
} from '@riel/schemas';
import { startCommandService, type CommandService } from '../command-service.ts';
import { createTestClient, type TestClient } from './client.ts';
import {
  createCommandStack,
  newRun,
  type CommandStack,
  type TestAddresses,
} from './command-stack.ts';
import { openEventLog, type EventLog } from './event-log.ts';

/** The Mono account of every test command. */
export const TEST_ACCOUNT = 'acc_5tgliBmzjZ6mpQPRbQjfKj';

/** A running service, callers of it, and a view of what it stores and publishes. */
export interface HttpFixture {
  readonly caller: Caller;
  /** Bound to the caller and TEST_ACCOUNT. */
  readonly client: TestClient;
  /** Another caller. */
  readonly stranger: TestClient;
  /** Without the right to ask for transfers. */
  readonly reader: TestClient;
  /** Of the caller, with the right to adjust; bound to TEST_ACCOUNT. */
  readonly accountant: TestClient;
  readonly service: CommandService;
  readonly stack: CommandStack;
  readonly log: EventLog;
  countOf(table: string): Promise<bigint>;
  requestsOf(transferId: string): readonly EventOf<'TransferRequested'>['value'][];
  stop(): Promise<void>;
}

/** Starts the service over an empty database of the test's own. */
export async function startHttpFixture(
  databaseUrl: string,
  addresses: TestAddresses,
  settings: Readonly<Record<string, string>> = {},
): Promise<HttpFixture> {
  const run = newRun();
  const caller = `payroll-${run}` as Caller;
  const stack = await createCommandStack({
    ...addresses,
    databaseUrl,
    run,
    apiKeys: [
      { key: 'secret-1', caller, monoAccounts: [TEST_ACCOUNT] },
      { key: 'secret-2', caller: `other-${run}`, monoAccounts: ['*'] },
      { key: 'secret-3', caller, monoAccounts: ['*'], scopes: ['transfers:read'] },
      { key: 'secret-4', caller, monoAccounts: [TEST_ACCOUNT], scopes: ['ledger:adjust'] },
    ],
  });
  const log = await openEventLog({
    kafka: stack.kafka,
    registryUrl: addresses.schemaRegistryUrl,
    topics: [TRANSFERS_TOPIC, COLLECTIONS_TOPIC, ADJUSTMENTS_TOPIC],
  });
  const service = await startCommandService({ ...stack.environment, ...settings });
  const database = await connect({ url: databaseUrl, schema: 'command', applicationName: 'test' });
  return {
    caller,
    client: createTestClient(service.httpUrl, 'secret-1'),
    stranger: createTestClient(service.httpUrl, 'secret-2'),
    reader: createTestClient(service.httpUrl, 'secret-3'),
    accountant: createTestClient(service.httpUrl, 'secret-4'),
    service,
    stack,
    log,
    countOf: (table) => countOf(database, table),
    requestsOf: (transferId) =>
      log.events.flatMap(({ event }) =>
        event.name === 'TransferRequested' && event.value.transferId === transferId
          ? [event.value]
          : [],
      ),
    async stop() {
      await service.stop();
      await log.stop();
      await database.close();
      await stack.remove();
    },
  };
}

async function countOf(database: Database, table: string): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from ${sql.table(`command.${table}`)}
  `.execute(database.kysely);
  return rows[0]?.count ?? 0n;
}
