import fc from 'fast-check';
import { eventNames, keyOf, type AnyEvent } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { decodeSubject, encodeSubject } from './subject/encode-subject.ts';
import type { SubjectState } from './subject/subject.ts';
import { positionOf } from './summary/position-of.ts';
import { summaryOf } from './summary/summary-of.ts';
import { exampleTables } from './tables/example-tables.ts';

/** Histories; the fuzzing command asks for more. */
const HISTORIES = Number(process.env['FUZZ_TRANSFERS'] ?? 500);
const SEED = process.env['FUZZ_SEED'];

const odd = fc.constantFrom('', ' ', 'x', 'acc_1', 'acc:1', 'ñandú', '__proto__', '~'.repeat(300));
const text = fc.oneof(odd, fc.constantFrom('turbo', 'ach', 'approved', 'declined', 'in_progress'));
const amount = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 100_000_000n, 9_223_372_036_854_775_807n),
  fc.bigInt({ min: -9_223_372_036_854_775_808n, max: 9_223_372_036_854_775_807n }),
);
const instant = fc.oneof(fc.nat(3), fc.integer({ min: -(2 ** 52), max: 2 ** 52 }));

/** Any record that the schemas allow, few of them sensible. */
const anyEvent: fc.Arbitrary<AnyEvent> = fc
  .record({
    name: fc.constantFrom(...eventNames),
    value: fc.record({
      eventId: text,
      occurredAt: instant,
      recordedAt: instant,
      transferId: fc.oneof(fc.constant('t'), text),
      monoTransferId: fc.constantFrom('trn_1', 'trn_2', ''),
      monoTransactionId: fc.constantFrom('t', 'x'),
      collectionIntentId: fc.constantFrom('t', 'x'),
      collectionLinkId: fc.constantFrom('t', 'x'),
      monoCollectionLinkId: text,
      link: text,
      amountValidation: text,
      usageType: text,
      expiresAt: fc.option(instant),
      redirectUrl: fc.option(text),
      reason: text,
      adjustmentId: fc.constantFrom('t', 'x'),
      monoAccountId: text,
      amount,
      currency: fc.constantFrom('COP', 'COP', 'USD', ''),
      requestedRail: fc.option(text),
      counterAccount: fc.option(text),
      caller: text,
      monoState: text,
      previousState: fc.option(text),
      rail: fc.option(text),
      railEvidence: fc.constantFrom('rail', 'routing', 'person', 'fallback', 'none', 'tea leaves'),
      routing: fc.option(text),
      declinationReason: fc.option(text),
      otherMonoTransferId: fc.option(text),
      creditType: text,
      thirdPartyId: fc.option(text),
      staleSignature: fc.boolean(),
      driftId: fc.option(text),
      openingBalance: fc.boolean(),
      postings: fc.array(fc.record({ account: text, amount, currency: text }), { maxLength: 3 }),
    }),
  })
  .map((event) => event as unknown as AnyEvent);

describe('the decider is total', () => {
  it('for every sequence of records that can be decoded', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), fc.option(fc.constant('2026-10')), check),
      { numRuns: HISTORIES, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
  });
});

function check(events: readonly AnyEvent[], closedThrough: string | null): void {
  const subjects = new Map<string, SubjectState>();
  for (const event of events) {
    const key = keyOf(event);
    const subject = subjects.get(key) ?? null;
    const decision = decide({ event, key, subject, tables: exampleTables, closedThrough });
    if (decision.kind === 'known') continue;
    for (const { postings } of decision.entries) {
      const sums = new Map<string, bigint>();
      for (const line of postings) {
        sums.set(line.currency, (sums.get(line.currency) ?? 0n) + line.amount);
      }
      expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
    }
    const stored = decodeSubject(encodeSubject(decision.subject));
    expect(stored).toEqual(decision.subject);
    expect(positionOf(stored)).toEqual(positionOf(decision.subject));
    expect(summaryOf(stored)).toEqual(summaryOf(decision.subject));
    subjects.set(key, stored);
  }
}
