import { eventSchemas } from '@riel/schemas';
import { beforeEach, describe, expect, test } from 'vitest';

import { createCodecOf } from './codec.ts';
import type { Codec } from './codec.ts';
import { MemoryRegistry } from './testing/memory-registry.ts';
import { moved, requested } from './testing/samples.ts';

let registry: MemoryRegistry;

beforeEach(() => {
  registry = new MemoryRegistry();
});

async function codecOf(schemas: Readonly<Record<string, object>>): Promise<Codec> {
  for (const [name, schema] of Object.entries(schemas)) await registry.register(name, schema);
  const all = new Map(Object.entries(schemas));
  return createCodecOf(registry, { writes: all, reads: all });
}

const transfers = (): Promise<Codec> =>
  codecOf({ TransferRequested: eventSchemas.TransferRequested });

describe('round trip', () => {
  test('gives back every kind of field', async () => {
    const codec = await transfers();
    const record = codec.encode('TransferRequested', requested);
    expect([record[0], record.readInt32BE(1)]).toEqual([0, 1]);

    await codec.prepare([record]);
    const decoded = codec.decode(record);
    expect(decoded).toMatchObject({
      kind: 'event',
      event: { name: 'TransferRequested', value: requested },
    });
  });

  test('amounts are bigint to the last digit, instants are numbers', async () => {
    const codec = await codecOf({ MoneyMoved: moved.v1 });
    for (const amount of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 9_007_199_254_740_993n]) {
      const value = { amount, at: 1_763_000_000_123_456, note: null };
      const record = codec.encode('MoneyMoved' as never, value as never);
      await codec.prepare([record]);
      expect(codec.decode(record)).toMatchObject({ event: { value } });
    }
  });

  test('a record larger than the scratch space is whole', async () => {
    const codec = await transfers();
    const payee = { ...requested.payee, ciphertext: Buffer.alloc(20_000, 7) };
    const record = codec.encode('TransferRequested', { ...requested, payee });
    await codec.prepare([record]);
    expect(codec.decode(record)).toMatchObject({ event: { value: { payee } } });
  });

  test('a later record does not change an earlier one', async () => {
    const codec = await transfers();
    const first = codec.encode('TransferRequested', requested);
    const copy = Buffer.from(first);
    codec.encode('TransferRequested', { ...requested, currency: 'USD' });
    expect(first.equals(copy)).toBe(true);
  });
});

describe('encode names the path at fault and no value', () => {
  test.each([
    ['a misspelt field', { ...requested, railWanted: 'secret' }, 'railWanted'],
    [
      'a misspelt field deep inside',
      { ...requested, payee: { ...requested.payee, recipients: [{ key: 'secret' }] } },
      'payee.recipients.0.key',
    ],
    ['a missing field', { ...requested, currency: undefined }, 'currency'],
    ['a number for an amount', { ...requested, amount: 100 }, 'amount'],
    ['an amount beyond 64 bits', { ...requested, amount: 2n ** 63n }, 'amount'],
    ['a bigint for an instant', { ...requested, occurredAt: 1n }, 'occurredAt'],
  ])('%s', async (_, value, path) => {
    const codec = await transfers();
    const encode = (): Buffer => codec.encode('TransferRequested', value as never);
    expect(encode).toThrow(expect.objectContaining({ code: 'RIEL_AVRO_ENCODE' }));
    expect(encode).toThrow(path);
    expect(encode).not.toThrow('secret');
  });

  test('an event that was not declared', async () => {
    const codec = await transfers();
    expect(() => codec.encode('TransferSettled', {} as never)).toThrow(
      expect.objectContaining({ code: 'RIEL_EVENT_NOT_DECLARED' }),
    );
  });
});

describe('evolution', () => {
  test('each version reads the other', async () => {
    const before = await codecOf({ MoneyMoved: moved.v1 });
    const after = await codecOf({ MoneyMoved: moved.v2 });
    const facts = { amount: 5n, at: 1 };
    const older = before.encode('MoneyMoved' as never, { ...facts, note: 'n' } as never);
    const newer = after.encode('MoneyMoved' as never, { ...facts, rail: 'ach' } as never);
    for (const codec of [before, after]) await codec.prepare([older, newer]);

    expect(after.decode(older)).toMatchObject({ event: { value: { ...facts, rail: null } } });
    expect(before.decode(newer)).toMatchObject({ event: { value: { ...facts, note: null } } });
    const print = (codec: Codec, record: Buffer) => codec.decode(record) as never;
    expect(print(before, older)).toHaveProperty('schemaFingerprint');
    expect(print(before, older)['schemaFingerprint']).not.toEqual(
      print(before, newer)['schemaFingerprint'],
    );
    expect(print(before, newer)['schemaFingerprint']).toEqual(
      print(after, newer)['schemaFingerprint'],
    );
  });
});

describe('the registry', () => {
  test('is asked once per schema, never on the way of a record', async () => {
    const codec = await transfers();
    const records = Array.from({ length: 50 }, () => codec.encode('TransferRequested', requested));
    await codec.prepare(records);
    const calls = registry.calls;
    registry.isDown = true;
    for (let round = 0; round < 3; round += 1) {
      await codec.prepare(records);
      for (const record of records) expect(codec.decode(record).kind).toBe('event');
      codec.encode('TransferRequested', requested);
    }
    expect([calls, registry.calls]).toEqual([2, 2]);
  });

  test('without the schema that this program writes: refuses to start and names it', async () => {
    const schemas = new Map([['MoneyMoved', moved.v1]]);
    await expect(
      createCodecOf(registry, { writes: schemas, reads: new Map() }),
    ).rejects.toMatchObject({ code: 'RIEL_SCHEMA_MISSING', subject: 'riel.MoneyMoved' });
  });

  test('down when a new writer appears: stops, and goes on once it is back', async () => {
    const codec = await transfers();
    const record = codec.encode('TransferRequested', requested);
    registry.isDown = true;
    await expect(codec.prepare([record])).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_UNAVAILABLE',
      reason: 'unreachable',
    });
    expect(() => codec.decode(record)).toThrow(
      expect.objectContaining({ code: 'RIEL_SCHEMA_NOT_PREPARED' }),
    );
    registry.isDown = false;
    await codec.prepare([record]);
    expect(codec.decode(record).kind).toBe('event');
  });

  test('that does not know the id: stops too', async () => {
    const codec = await transfers();
    await expect(codec.prepare([Buffer.from([0, 0, 0, 9, 9, 1])])).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_UNAVAILABLE',
      reason: 'unknown',
      message: expect.stringContaining('2313') as string,
    });
  });
});
