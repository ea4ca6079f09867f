import { inspect } from 'node:util';
import type { SealedBlob } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateOpeningKey, publicPart, type StoredKey } from './key.ts';
import { createOpener } from './opener.ts';
import type { BlobPlace } from './sealed-blob.ts';
import { createSealer } from './sealer.ts';

const gateway = generateOpeningKey('gateway-1');
const reader = generateOpeningKey('reader-2026-11');
const place: BlobPlace = { transferId: 't-1', eventName: 'TransferRequested' };
const payee = Buffer.from('{"name":"somebody"}');
const notAuthentic = { kind: 'refused', reason: 'not-authentic' };
const sealerOf = async (...keys: readonly StoredKey[]) =>
  await createSealer({ recipients: keys.map(publicPart) });
const openerOf = async (...privateKeys: readonly StoredKey[]) =>
  await createOpener({ privateKeys });

test('each reader opens what was sealed, whatever it is; nobody else does', async () => {
  const sealer = await sealerOf(gateway, reader);
  const openers = [await openerOf(gateway), await openerOf(reader)];
  const stranger = await openerOf(generateOpeningKey('stranger'));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.string(), fc.string(), async (bytes, id, eventName) => {
      fc.pre(id.isWellFormed() && eventName.isWellFormed());
      const there = { transferId: id, eventName };
      const blob = sealer.seal({ ...there, plaintext: bytes });
      for (const opener of openers) {
        const opened = { kind: 'opened', plaintext: Buffer.from(bytes) };
        expect(await opener.open(blob, there)).toEqual(opened);
      }
      expect(await stranger.open(blob, there)).toEqual({ kind: 'refused', reason: 'no-key' });
    }),
  );
});

/** Every byte string of a blob, with how to put another in its place. */
function byteFields(blob: SealedBlob): readonly [Buffer, (changed: Buffer) => SealedBlob][] {
  const replaced = (index: number, part: object): SealedBlob => ({
    ...blob,
    recipients: blob.recipients.map((each, at) => (at === index ? { ...each, ...part } : each)),
  });
  return [
    [blob.nonce, (nonce) => ({ ...blob, nonce })],
    [blob.ciphertext, (ciphertext) => ({ ...blob, ciphertext })],
    ...blob.recipients.flatMap((recipient, index): [Buffer, (changed: Buffer) => SealedBlob][] => [
      [recipient.encapsulatedKey, (encapsulatedKey) => replaced(index, { encapsulatedKey })],
      [recipient.sealedKey, (sealedKey) => replaced(index, { sealedKey })],
    ]),
  ];
}

test('a change of any bit, a missing or an added byte is refused', async () => {
  const sealer = await sealerOf(gateway, reader);
  const opener = await openerOf(gateway);
  const blob = sealer.seal({ ...place, plaintext: payee });
  const fields = byteFields(blob);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), async (f, at, bit) => {
      const [bytes, put] = fields[f % fields.length]!;
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at % bytes.length) ^ (1 << bit), at % bytes.length);
      expect(await opener.open(put(changed), place)).toEqual(notAuthentic);
      expect(await opener.open(put(bytes.subarray(1)), place)).toEqual(notAuthentic);
      expect(await opener.open(put(bytes.subarray(0, -1)), place)).toEqual(notAuthentic);
      expect(await opener.open(put(Buffer.concat([bytes, bytes])), place)).toEqual(notAuthentic);
    }),
  );
  expect(await opener.open(blob, place)).toMatchObject({ kind: 'opened' });
});

test('names inside of a blob count too', async () => {
  const blob = (await sealerOf(gateway, reader)).seal({ ...place, plaintext: payee });
  const opener = await openerOf(gateway);
  const [first, second] = blob.recipients;
  const changed: readonly SealedBlob[] = [
    { ...blob, dataKeyId: 'another' },
    { ...blob, recipients: [first!] },
    { ...blob, recipients: [second!, first!] },
    { ...blob, recipients: [first!, { ...second!, keyId: 'another' }] },
  ];
  for (const each of changed) expect(await opener.open(each, place)).toEqual(notAuthentic);
  const later = { kind: 'refused', reason: 'unknown-version' };
  expect(await opener.open({ ...blob, version: 2 }, place)).toEqual(later);
});

test('a blob opens in no other record and under no other event', async () => {
  const blob = (await sealerOf(gateway)).seal({ ...place, plaintext: payee });
  const opener = await openerOf(gateway);
  for (const other of [{ transferId: 't-2' }, { eventName: 'RequestTransfer' }]) {
    expect(await opener.open(blob, { ...place, ...other })).toEqual(notAuthentic);
  }
  const moved = { transferId: place.eventName, eventName: place.transferId };
  expect(await opener.open(blob, moved)).toEqual(notAuthentic);
});

test('what one record says about a data key cannot spoil another record', async () => {
  const blob = (await sealerOf(gateway)).seal({ ...place, plaintext: payee });
  const foreign = (await sealerOf(gateway)).seal({ ...place, plaintext: payee });
  const opener = await openerOf(gateway);
  const forged = { ...foreign, dataKeyId: blob.dataKeyId };
  expect(await opener.open(forged, place)).toEqual(notAuthentic);
  expect(await opener.open(blob, place)).toMatchObject({ kind: 'opened' });
  expect(await opener.open(foreign, place)).toMatchObject({ kind: 'opened' });
});

test('a ring opens records of every month, and few data keys are kept', async () => {
  const months = ['reader-09', 'reader-10', 'reader-11'].map((id) => generateOpeningKey(id));
  const blobs = await Promise.all(
    months.map(async (key) => (await sealerOf(key)).seal({ ...place, plaintext: payee })),
  );
  const opener = await createOpener({ privateKeys: months, dataKeysMax: 1 });
  for (const blob of [...blobs, ...blobs]) {
    expect(await opener.open(blob, place)).toEqual({ kind: 'opened', plaintext: payee });
  }
});

test('keys that cannot do it are refused at the start, and never quoted', async () => {
  const wrong = { ...publicPart(gateway), algorithm: 'Ed25519' } as const;
  const broken = { ...gateway, publicKey: { kty: 'OKP', crv: 'X25519', x: 'c4n4ry' } };
  for (const key of [wrong, broken]) {
    const failure: unknown = await sealerOf(key).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'RIEL_KEY_UNUSABLE' });
    expect(inspect(failure)).not.toContain('c4n4ry');
  }
  await expect(openerOf(publicPart(gateway))).rejects.toThrow('key gateway-1 has no usable X25519');
  await expect(sealerOf()).rejects.toMatchObject({ code: 'RIEL_KEY_MISSING' });
});
