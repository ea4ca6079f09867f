import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventIdOf } from '@riel/ids';
import { canonicalTables, exampleTables } from '@riel/books';
import type { EventOf, Instant } from '@riel/schemas';
import { accepted, declined, lifeOf, requested, settled, testTransfer } from '../testing/events.ts';
import { exampleTablesText, factOf, PlanLedger } from '../testing/plan-ledger.ts';
import { tablesActivated } from '../testing/test-log.ts';
import type { BookedEvent } from './read-record.ts';

const periodClosed = (markerNumber: number, period: string): EventOf<'PeriodClosed'> => ({
  name: 'PeriodClosed',
  value: {
    eventId: eventIdOf(['PeriodClosed', `${markerNumber}`]),
    occurredAt: 1_794_000_000_000_000 as Instant,
    recordedAt: 1_794_000_000_000_000 as Instant,
    markerNumber,
    period,
    author: 'accountant',
    reason: null,
    forced: false,
    reconciliationRunId: null,
  },
});

const opened = (subjectsRememberedMax?: number): PlanLedger => {
  const ledger = new PlanLedger(subjectsRememberedMax);
  ledger.book(tablesActivated(1, exampleTablesText));
  return ledger;
};

describe('a transfer that settles as asked', () => {
  const transfer = testTransfer(1, { amount: 1_000_000n });
  const plan = opened().book(...lifeOf(transfer));

  test('is requested, settled and charged', () => {
    expect(PlanLedger.entriesOf(plan)).toEqual([
      '2026-10-05 requested: liabilities:payouts 1000000, clearing:ach:acc_main -1000000',
      '2026-10-05 settled: clearing:ach:acc_main 1000000, assets:mono:acc_main -1000000',
      expect.stringMatching(/^2026-10-05 fee: expenses:fees:ach \d+, .*assets:mono:acc_main -\d+$/),
    ]);
  });

  test('leaves one subject with its facts, its rail and nothing in clearing', () => {
    expect(plan.subjects).toMatchObject([
      {
        subjectKey: transfer.transferId,
        kind: 'transfer',
        isFinal: true,
        actualRail: 'ach',
        clearingHeld: 0n,
        firstDate: '2026-10-05',
        chainNumbers: [2, 3, 4],
        thirdPartyId: 'third-party',
      },
    ]);
  });

  test('adds to each balance what its postings say', () => {
    const total = (account: string): bigint =>
      plan.postings
        .filter((posting) => posting.account === account)
        .reduce((sum, { amount }) => sum + amount, 0n);
    expect(plan.balances.length).toBeGreaterThan(3);
    for (const { account, debit, credit } of plan.balances) {
      expect(debit - credit).toBe(total(account));
    }
  });
});

describe('the chain', () => {
  test('has a link for every fact, booked or not, and none for a repetition', () => {
    const [first, second, third] = lifeOf(testTransfer(1));
    const plan = opened().book(first!, second!, first!, third!, third!);
    expect(plan.facts.map(({ chainNumber, eventName }) => [chainNumber, eventName])).toEqual([
      [2, 'TransferRequested'],
      [3, 'TransferAccepted'],
      [4, 'TransferSettled'],
    ]);
    expect(plan.repetitions).toBe(2);
  });

  test('knows each fact at the latest time recorded so far', () => {
    const [first, second] = lifeOf(testTransfer(1));
    const late = { ...first!, value: { ...first!.value, recordedAt: 1_795_000_000_000_000 } };
    const plan = opened().book(late as BookedEvent, second!);
    expect(plan.facts.map(({ knownAt }) => knownAt)).toEqual([
      1_795_000_000_000_000, 1_795_000_000_000_000,
    ]);
  });
});

describe('markers', () => {
  test('nothing is booked before the first tables', () => {
    expect(() => new PlanLedger().book(requested(testTransfer(1)))).toThrow(
      expect.objectContaining({ code: 'RIEL_NO_TABLES' }),
    );
  });

  test('new tables price what comes after them and nothing before', () => {
    const dearer = exampleTables.tariffs.map((tariff) => ({
      ...tariff,
      components: tariff.components.map((component) =>
        component.charge.kind === 'fixed'
          ? { ...component, charge: { ...component.charge, amount: component.charge.amount * 2n } }
          : component,
      ),
    }));
    const ledger = opened();
    const feesOf = (number: number): bigint[] => {
      const plan = ledger.book(...lifeOf(testTransfer(number)));
      return plan.subjects.map(({ fees }) => fees);
    };
    const [before] = feesOf(1);
    ledger.book(tablesActivated(2, canonicalTables({ ...exampleTables, tariffs: dearer })));
    expect(feesOf(2)).toEqual([before! * 2n]);
    const again = settled(testTransfer(1));
    const plan = ledger.book({ ...again, value: { ...again.value, source: 'look-up' } });
    expect(plan.postings).toEqual([]);
  });

  test('tables that are not what their digest says are refused', () => {
    const marker = tablesActivated(1, exampleTablesText);
    const forged = { ...marker, value: { ...marker.value, tables: '{}' } };
    expect(() => new PlanLedger().book(forged)).toThrow(
      expect.objectContaining({ code: 'RIEL_TABLES_INVALID' }),
    );
  });

  test('after a month is closed its late facts are booked on the first open day', () => {
    const ledger = opened();
    ledger.book(requested(testTransfer(1)), periodClosed(2, '2026-10'));
    const plan = ledger.book(accepted(testTransfer(1)), settled(testTransfer(1)));
    expect(new Set(plan.postings.map(({ bookingDate }) => bookingDate))).toEqual(
      new Set(['2026-11-01']),
    );
  });
});

test('what is owed back of a tax is no fee of the transfer', () => {
  const transfer = testTransfer(1);
  const { value } = settled(transfer);
  const taken = 60_000_000;
  const changed: EventOf<'TransferFinalStateChanged'> = {
    name: 'TransferFinalStateChanged',
    value: {
      ...value,
      eventId: eventIdOf(['changed', transfer.transferId]),
      occurredAt: (value.occurredAt + taken) as Instant,
      recordedAt: (value.recordedAt + taken) as Instant,
      monoState: 'declined',
      previousState: 'approved',
      declinationReason: 'final_state_changed',
      sealedText: null,
    },
  };
  const plan = opened().book(...lifeOf(transfer), changed);
  const left = (start: string): bigint =>
    plan.postings
      .filter(({ account }) => account.startsWith(start))
      .reduce((sum, { amount }) => sum + amount, 0n);
  expect(left('receivable:refunds')).toBeGreaterThan(0n);
  expect(plan.subjects).toMatchObject([{ fees: left('expenses:fees:'), taxes: left('taxes:') }]);
});

test('a forged request values nothing once it was refused by the digest that the chain has of it', () => {
  const [forged, genuine] = [
    requested(testTransfer(1, { amount: 999n })),
    requested(testTransfer(1)),
  ];
  const ledger = opened();
  ledger.book(forged, genuine);
  const { digest } = factOf(forged, 0);
  const { transferId } = genuine.value;
  const refusal: EventOf<'TransferRefused'> = {
    name: 'TransferRefused',
    value: {
      eventId: eventIdOf(['TransferRefused', transferId, 'forged']),
      occurredAt: genuine.value.occurredAt,
      recordedAt: genuine.value.recordedAt,
      transferId,
      reason: 'signature',
      monoErrorCode: null,
      monoErrorPath: null,
      monoLogId: null,
      submissionId: null,
      requestDigest: digest.toString('hex'),
    },
  };
  const plan = ledger.book(refusal);
  expect(PlanLedger.entriesOf(plan)).toEqual([
    '2026-10-05 refused: clearing:ach:acc_main 999, liabilities:payouts -999',
    '2026-10-05 requested: liabilities:payouts 1000000, clearing:ach:acc_main -1000000',
  ]);
  expect(plan.subjects).toMatchObject([{ state: 'requested', amount: 1_000_000n }]);
});

test('whatever the borders of chunks, and whatever is remembered, the same records give the same ledger', () => {
  const events = [1, 2, 3].flatMap((number) => lifeOf(testTransfer(number)));
  const extra = [declined(testTransfer(2)), tablesActivated(2, exampleTablesText)];
  const log = fc.shuffledSubarray([...events, ...extra, ...events.slice(0, 4)], { minLength: 1 });
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
  fc.assert(
    fc.property(log, sizes, fc.nat({ max: 3 }), (records, borders, remembered) => {
      const whole = opened();
      whole.book(...records);
      const pieces = opened(remembered);
      const rest = [...records];
      for (let index = 0; rest.length > 0; index += 1) {
        pieces.book(...rest.splice(0, borders[index % borders.length]));
      }
      expect(pieces.summary()).toEqual(whole.summary());
    }),
    { numRuns: 60 },
  );
});
