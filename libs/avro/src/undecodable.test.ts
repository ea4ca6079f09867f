import { fc } from '@fast-check/vitest';
import { eventSchemas } from '@riel/schemas';
import { beforeAll, describe, expect, test } from 'vitest';

import { createCodecOf } from './codec.ts';
import type { Codec } from './codec.ts';
import { MemoryRegistry } from './testing/memory-registry.ts';
import { moved, requested } from './testing/samples.ts';

const registry = new MemoryRegistry();
let codec: Codec;
let record: Buffer;

beforeAll(async () => {
  const { TransferRequested } = eventSchemas;
  await registry.register('TransferRequested', TransferRequested);
  const schemas = new Map(Object.entries({ TransferRequested }));
  codec = await createCodecOf(registry, { writes: schemas, reads: schemas });
  record = codec.encode('TransferRequested', requested);
  await codec.prepare([record]);
});

const header = (schemaId: number): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.writeInt32BE(schemaId, 1);
  return bytes;
};

async function codeOf(bytes: Buffer | null): Promise<string> {
  await codec.prepare([bytes]);
  const decoded = codec.decode(bytes);
  return decoded.kind === 'undecodable' ? decoded.code : decoded.kind;
}

describe('bytes that no schema explains are a value', () => {
  test.each([
    ['no value at all', null],
    ['nothing', Buffer.alloc(0)],
    ['less than a header', Buffer.from([0, 0, 0])],
    ['another magic byte', Buffer.from([1, 0, 0, 0, 1, 2, 3])],
    ['text', Buffer.from('{"amount": 1}')],
  ])('%s', async (_, bytes) => {
    expect(await codeOf(bytes)).toBe('RIEL_RECORD_NOT_AVRO');
  });

  test('every way to cut a record short', async () => {
    for (let length = 5; length < record.length; length += 1) {
      expect(await codeOf(record.subarray(0, length))).toBe('RIEL_RECORD_MALFORMED');
    }
  });

  test('bytes left over', async () => {
    expect(await codeOf(Buffer.concat([record, Buffer.from([0])]))).toBe('RIEL_RECORD_MALFORMED');
  });

  test('a schema that is not Avro, and an event that nobody here reads', async () => {
    const notAvro = header(registry.hold('not Avro'));
    const stranger = header(registry.hold(JSON.stringify(moved.v1)));
    expect(await codeOf(notAvro)).toBe('RIEL_RECORD_UNKNOWN_TYPE');
    expect(await codeOf(stranger)).toBe('RIEL_RECORD_UNKNOWN_TYPE');
  });

  test("a writer's schema that contradicts ours", async () => {
    const contradiction = {
      ...eventSchemas.TransferRequested,
      fields: [{ name: 'amount', type: 'string' }],
    };
    const bytes = header(registry.hold(JSON.stringify(contradiction)));
    expect(await codeOf(bytes)).toBe('RIEL_RECORD_INCOMPATIBLE');
  });
});

describe('garbage costs neither time nor memory', () => {
  test('any body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (body) => {
        const code = await codeOf(Buffer.concat([header(1), body]));
        expect(['event', 'RIEL_RECORD_MALFORMED']).toContain(code);
      }),
    );
  });

  test('any damage to a true record', async () => {
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, async (damages) => {
        const bytes = Buffer.from(record);
        for (const [place, byte] of damages) bytes[5 + (place % (bytes.length - 5))] = byte;
        expect(['event', 'RIEL_RECORD_MALFORMED']).toContain(await codeOf(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
