import { expect, test } from 'vitest';
import { Fingerprint, FingerprintKey } from './fingerprint.ts';

interface Listed {
  readonly subjectKey: string;
  readonly chainNumber: number;
  readonly amount: bigint;
}

const listed: readonly Listed[] = Array.from({ length: 5_000 }, (_, index) => ({
  subjectKey: `transfer-${index % 700}`,
  chainNumber: index + 1,
  amount: BigInt(index % 2 === 0 ? index : -index) * 10n ** 12n,
}));

const fingerprintOf = (key: FingerprintKey, things: readonly Listed[]): Fingerprint => {
  const fingerprint = new Fingerprint(key);
  for (const { subjectKey, chainNumber, amount } of things) {
    fingerprint.begin(subjectKey);
    fingerprint.addFact(chainNumber);
    fingerprint.addAmount({ account: 'clearing:ach:acc', currency: 'COP', amount });
  }
  return fingerprint;
};

test('the same things in another order have the same fingerprint, however many there are', () => {
  // Sums that were not exact would differ by their order in nearly every run of these.
  for (let run = 0; run < 20; run += 1) {
    const key = new FingerprintKey();
    const [one, other] = [fingerprintOf(key, listed), fingerprintOf(key, listed.toReversed())];
    expect(other.hasSameFacts(one)).toBe(true);
    expect(other.hasSameAmounts(one)).toBe(true);
  }
});

test.each([
  ['another number', { chainNumber: 9_999 }, false, true],
  ['another subject', { subjectKey: 'other' }, false, false],
  ['another amount', { amount: 1n }, true, false],
] as const)('one thing with %s is seen', (_, change, sameFacts, sameAmounts) => {
  const key = new FingerprintKey();
  const changed = listed.map((one, index) => (index === 77 ? { ...one, ...change } : one));
  const [one, other] = [fingerprintOf(key, listed), fingerprintOf(key, changed)];
  expect(other.hasSameFacts(one)).toBe(sameFacts);
  expect(other.hasSameAmounts(one)).toBe(sameAmounts);
});
