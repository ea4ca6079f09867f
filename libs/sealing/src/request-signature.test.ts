import { readFileSync } from 'node:fs';
import type { Caller, TransferId, TransferRequested } from '@riel/schemas';
import type { EventId, Instant, MinorUnits, MonoAccountId, ThirdPartyId } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateSigningKey, publicPart } from './key.ts';
import { createRequestSigner } from './request-signer.ts';
import { createRequestVerifier } from './request-verifier.ts';
import { signedFormOf, type UnsignedTransferRequest } from './signed-form.ts';

const key = generateSigningKey('sign-1', '2026-11-01T00:00:00Z');
const signer = createRequestSigner([key]);
const verifier = createRequestVerifier([publicPart(key)]);
const notAuthentic = { kind: 'invalid', reason: 'not-authentic' };

const text = fc.string({ unit: 'grapheme', maxLength: 5 });
const bytes = fc.uint8Array({ maxLength: 5 }).map((each) => Buffer.from(each));
const instant = fc.nat().map((each) => each as Instant);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const request = fc.record({
  eventId: text as fc.Arbitrary<EventId>,
  occurredAt: instant,
  recordedAt: instant,
  transferId: text as fc.Arbitrary<TransferId>,
  caller: text as fc.Arbitrary<Caller>,
  idempotencyKey: text,
  monoAccountId: text as fc.Arbitrary<MonoAccountId>,
  amount: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }) as fc.Arbitrary<MinorUnits>,
  currency: text,
  requestedRail: optional(text),
  fallbackRails: optional(fc.array(text, { maxLength: 3 })),
  counterAccount: optional(text),
  notAfter: optional(instant),
  thirdPartyId: text as fc.Arbitrary<ThirdPartyId>,
  bankCodeChecked: fc.boolean(),
  metadata: fc.dictionary(text, text, { maxKeys: 3 }),
  payee: fc.record({
    version: fc.nat(),
    dataKeyId: text,
    recipients: fc.array(fc.record({ keyId: text, encapsulatedKey: bytes, sealedKey: bytes }), {
      maxLength: 2,
    }),
    nonce: bytes,
    ciphertext: bytes,
  }),
}) satisfies fc.Arbitrary<UnsignedTransferRequest>;

const signed = (unsigned: UnsignedTransferRequest): TransferRequested => ({
  ...unsigned,
  signature: signer.sign(unsigned),
});
const comparable = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return `${each}n`;
    if (
      typeof each === 'object' &&
      each !== null &&
      Object.getPrototypeOf(each) !== Array.prototype
    )
      return Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return each;
  });

test('what was signed verifies', () => {
  fc.assert(
    fc.property(request, (unsigned) => {
      expect(verifier.verify(signed(unsigned))).toEqual({ kind: 'valid', keyId: 'sign-1' });
    }),
  );
});

test('any field with another value changes the signed bytes, and verifies no more', () => {
  const fields = Object.keys(fc.sample(request, 1)[0]!) as (keyof UnsignedTransferRequest)[];
  fc.assert(
    fc.property(request, request, (unsigned, other) => {
      const original = signed(unsigned);
      for (const field of fields) {
        const changed = { ...original, [field]: other[field] };
        const same = comparable(unsigned[field]) === comparable(other[field]);
        expect(signedFormOf(changed, 'k').equals(signedFormOf(unsigned, 'k'))).toBe(same);
        expect(verifier.verify(changed).kind === 'valid').toBe(same);
      }
    }),
  );
});

test('the signed form covers every field that the schema has', () => {
  const path = '../../../schemas/avro/transfers/transfer-requested.avsc';
  const schema = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
    fields: { name: string }[];
  };
  const sample = fc.sample(request, 1)[0]!;
  const covered = [...Object.keys(sample), 'signature'].toSorted();
  expect(schema.fields.map((field) => field.name).toSorted()).toEqual(covered);
});

test('absent, empty and "null" are three things', () => {
  const [sample] = fc.sample(request, 1);
  const forms = [null, [], [''], ['null']].map((fallbackRails) =>
    signedFormOf({ ...sample!, fallbackRails }, 'k').toString('hex'),
  );
  forms.push(signedFormOf({ ...sample!, fallbackRails: null }, 'other').toString('hex'));
  expect(new Set(forms).size).toBe(5);
});

test('the signature itself', () => {
  const [sample] = fc.sample(request, 1);
  const original = signed(sample!);
  const withSignature = (part: object) =>
    verifier.verify({ ...original, signature: { ...original.signature, ...part } });
  expect(withSignature({ version: 2 })).toEqual({ kind: 'invalid', reason: 'unknown-version' });
  expect(withSignature({ keyId: 'x' })).toEqual({ kind: 'invalid', reason: 'unknown-key' });
  expect(withSignature({ signature: Buffer.alloc(64) })).toEqual(notAuthentic);
  expect(withSignature({ signature: Buffer.alloc(0) })).toEqual(notAuthentic);
  const malformed = { ...original, idempotencyKey: '\uD800' };
  expect(verifier.verify(malformed)).toEqual(notAuthentic);
});

test('the newest key signs, and the ring verifies what older ones signed', () => {
  const newer = generateSigningKey('sign-2', '2026-12-01T00:00:00Z');
  const both = createRequestVerifier([key, newer].map(publicPart));
  const [sample] = fc.sample(request, 1);
  const rotated = createRequestSigner([key, newer]);
  expect(rotated.keyId).toBe('sign-2');
  const byNewer = { ...sample!, signature: rotated.sign(sample!) };
  expect(both.verify(byNewer)).toEqual({ kind: 'valid', keyId: 'sign-2' });
  expect(both.verify(signed(sample!))).toEqual({ kind: 'valid', keyId: 'sign-1' });
  // The id of a key is signed too: it cannot be swapped for another key's.
  const swapped = { ...byNewer, signature: { ...byNewer.signature, keyId: 'sign-1' } };
  expect(both.verify(swapped)).toEqual(notAuthentic);
});

test('keys that cannot do it are refused at the start', () => {
  expect(() => createRequestSigner([])).toThrow('there is no key to sign with');
  expect(() => createRequestSigner([publicPart(key)])).toThrow('key sign-1 has no usable Ed25519');
  const broken = { ...key, publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'c4n4ry' } };
  expect(() => createRequestVerifier([broken])).toThrow(/^key sign-1 has no usable Ed25519 public/);
});
