import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { signatureVector } from '../testing/webhook-examples.ts';
import {
  monoSignatureHeader,
  refusalOfHeader,
  SIGNATURE_HEADER_LENGTH_MAX,
  SIGNATURES_MAX,
  verifyMonoSignature,
  type SignatureCheck,
} from './verify-signature.ts';

const secret = { id: 'one', secret: signatureVector.secret };
const rawBody = Buffer.from(signatureVector.raw_body);
const time = `t=${signatureVector.t}`;
const digest = signatureVector.header_value.split('v1=')[1]!;
const wrong = 'a'.repeat(64);

const check = (changed: Partial<SignatureCheck> = {}): SignatureCheck => ({
  header: signatureVector.header_value,
  rawBody,
  secrets: [secret],
  nowSeconds: signatureVector.t + 60,
  toleranceSeconds: 9 * 3_600,
  futureToleranceSeconds: 300,
  ...changed,
});

const valid = { kind: 'valid', secretId: 'one', signedAtSeconds: signatureVector.t };

describe('a true signature', () => {
  it.each([
    ['the vector', {}],
    ['a header that came as a list of one', { header: [signatureVector.header_value] }],
    ['a wrong and a true v1', { header: `${time},v1=${wrong},v1=${digest}` }],
    ['unknown versions and names beside it', { header: `${time},v0=x,v2=y,k=1,v1=${digest}` }],
    ['t after v1', { header: `v1=${digest},${time}` }],
    ['several secrets', { secrets: [{ id: 'two', secret: 'whsec_other' }, secret] }],
    ['the edge of the tolerance', { nowSeconds: signatureVector.t + 9 * 3_600 }],
    ['the edge of the future', { nowSeconds: signatureVector.t - 300 }],
  ])('is valid: %s', (_name, changed) => {
    expect(verifyMonoSignature(check(changed))).toEqual(valid);
  });

  it('is stale past the tolerance', () => {
    const nowSeconds = signatureVector.t + 9 * 3_600 + 1;
    expect(verifyMonoSignature(check({ nowSeconds }))).toEqual({ ...valid, kind: 'stale' });
  });
});

describe('everything else is refused', () => {
  it.each([
    ['no header', { header: undefined }, 'missing'],
    ['an empty header', { header: '' }, 'missing'],
    ['two headers', { header: [time, `v1=${digest}`] }, 'repeated-header'],
    ['two headers joined', { header: `${time},v1=${digest}, ${time},v1=${digest}` }, 'malformed'],
    ['two times', { header: `${time},${time},v1=${digest}` }, 'malformed'],
    ['no time', { header: `v1=${digest}` }, 'malformed'],
    ['a time that is not digits', { header: `t=1e9,v1=${digest}` }, 'malformed'],
    ['a negative time', { header: `t=-1,v1=${digest}` }, 'malformed'],
    ['a very long time', { header: `t=${'1'.repeat(13)},v1=${digest}` }, 'malformed'],
    ['a part without a name', { header: `${time},=${digest}` }, 'malformed'],
    ['a part without a value', { header: `${time},v1` }, 'malformed'],
    ['capital letters', { header: `${time},v1=${digest.toUpperCase()}` }, 'malformed'],
    ['a short digest', { header: `${time},v1=${digest.slice(1)}` }, 'malformed'],
    ['spaces', { header: `${time}, v1=${digest}` }, 'malformed'],
    ['only other versions', { header: `${time},v2=${digest}` }, 'no-known-version'],
    ['a wrong digest', { header: `${time},v1=${wrong}` }, 'mismatch'],
    ['another time', { header: `t=${signatureVector.t + 1},v1=${digest}` }, 'mismatch'],
    ['no secret', { secrets: [] }, 'no-active-secret'],
    [
      'the secret without its prefix',
      { secrets: [{ id: 'x', secret: secret.secret.slice(6) }] },
      'mismatch',
    ],
    ['a time ahead', { nowSeconds: signatureVector.t - 301 }, 'in-the-future'],
    [
      'too many digests',
      { header: `${time}${`,v1=${wrong}`.repeat(SIGNATURES_MAX)},v1=${digest}` },
      'malformed',
    ],
    [
      'a long header',
      { header: `${time},v1=${digest},a=${'x'.repeat(SIGNATURE_HEADER_LENGTH_MAX)}` },
      'malformed',
    ],
  ] as const)('%s', (_name, changed, reason) => {
    expect(verifyMonoSignature(check(changed))).toEqual({ kind: 'refused', reason });
  });
});

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
const secretText = fc.stringMatching(/^whsec_[A-Za-z0-9]{32}$/);

it('any signed body is valid', () => {
  fc.assert(
    fc.property(bytes, seconds, secretText, (body, at, text) => {
      const header = monoSignatureHeader({ secret: text, signedAtSeconds: at, rawBody: body });
      const secrets = [{ id: 'any', secret: text }];
      const verdict = verifyMonoSignature(
        check({ header, rawBody: body, secrets, nowSeconds: at }),
      );
      expect(verdict).toEqual({ kind: 'valid', secretId: 'any', signedAtSeconds: at });
    }),
  );
});

it('any changed byte is refused', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, change) => {
      const header = monoSignatureHeader({
        secret: secret.secret,
        signedAtSeconds: 5,
        rawBody: body,
      });
      const changed = Uint8Array.from(body);
      const index = place % body.length;
      changed[index] = (body[index]! + change) % 256;
      const verdict = verifyMonoSignature(check({ header, rawBody: changed, nowSeconds: 5 }));
      expect(verdict).toEqual({ kind: 'refused', reason: 'mismatch' });
    }),
  );
});

it('no header makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (header) => {
      expect(verifyMonoSignature(check({ header })).kind).toBe('refused');
    }),
  );
});

describe('before the body is there', () => {
  it.each([
    ['no header', { header: undefined }, 'missing'],
    ['two headers', { header: [time, `v1=${digest}`] }, 'repeated-header'],
    ['an odd header', { header: 'v1' }, 'malformed'],
    ['an unknown version alone', { header: `${time},v2=${digest}` }, 'no-known-version'],
    ['no secret', { secrets: [] }, 'no-active-secret'],
    ['a header that some body may fit', {}, null],
    ['a digest that this body does not have', { header: `${time},v1=${wrong}` }, null],
  ])('is told: %s', (_name, changed, reason) => {
    expect(refusalOfHeader(check(changed))).toBe(reason);
  });
});
