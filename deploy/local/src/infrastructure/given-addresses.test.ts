import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { givenBrokers, givenDatabase } from './given-addresses.ts';

test('an address that is not set, or empty, is none', async () => {
  expect(await givenBrokers({})).toBeNull();
  expect(await givenDatabase({ DATABASE_URL: '' })).toBeNull();
});

test('of several brokers one has to answer', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const brokers = `127.0.0.1:1,127.0.0.1:${port}`;
  expect(await givenBrokers({ KAFKA_BROKERS: brokers })).toBe(brokers);
  server.close();
});

test('an address where nothing answers is refused by name, without its value', async () => {
  // The clock that the limit is read from runs ahead, so nobody waits.
  const clock = vi.spyOn(Date, 'now');
  clock.mockReturnValueOnce(0);
  const url = 'postgres://riel:secret@127.0.0.1:1/riel';
  const refused = await givenDatabase({ DATABASE_URL: url }).catch((error: unknown) => error);
  clock.mockRestore();
  expect(refused).toMatchObject({ code: 'RIEL_LOCAL_ADDRESS' });
  expect(String(refused)).toContain('DATABASE_URL');
  expect(String(refused)).not.toContain('secret');
});
