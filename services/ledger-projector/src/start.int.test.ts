import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { start } from './start.ts';

let empty: TestDatabase;
let filled: TestDatabase;
/** A registry that answers and holds nothing. */
let bareRegistry: Server;

beforeAll(async () => {
  [empty, filled] = await Promise.all([
    createTestDatabase({ template: false }),
    createTestDatabase(),
  ]);
  bareRegistry = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"error_code":40401,"message":"not found"}');
  });
  await new Promise<void>((resolve) => bareRegistry.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  bareRegistry?.close();
  await empty?.drop();
  await filled?.drop();
});

const startWith = (changes: Readonly<Record<string, string>>) => {
  const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
  return start({
    LOG_LEVEL: 'silent',
    DATABASE_URL: filled.url,
    KAFKA_BROKERS: kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    ...changes,
  });
};

test('the projector refuses to start without its tables, and says which', async () => {
  await expect(startWith({ DATABASE_URL: empty.url })).rejects.toMatchObject({
    code: 'RIEL_MIGRATIONS_PENDING',
    message: expect.stringContaining('Schema ledger lacks the migrations 0001'),
  });
});

test('the projector refuses to start without a schema, and says which', async () => {
  const { port } = bareRegistry.address() as AddressInfo;
  const starting = startWith({ SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}` });
  await expect(starting).rejects.toMatchObject({
    code: 'RIEL_SCHEMA_MISSING',
    message: expect.stringMatching(/schema riel\.[A-Z]\w+;/),
  });
});
