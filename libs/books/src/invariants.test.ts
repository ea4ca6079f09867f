import fc from 'fast-check';
import type { AnyEvent } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import type { Entry } from './entries/entry.ts';
import { eventsOf, requestWith, tellings, type Telling } from './testing/histories.ts';
import {
  balancesOf,
  digestOf,
  lastSubject,
  page,
  positionsOf,
  read,
  readInto,
  standingMarks,
} from './testing/ledger-book.ts';
import { tablesWith, tablesWithFee } from './testing/tables.ts';
import { summaryOf } from './summary/summary-of.ts';

/** Histories per property; the fuzzing command asks for more. */
const HISTORIES = Number(process.env['FUZZ_TRANSFERS'] ?? 500);
const SEED = process.env['FUZZ_SEED'];

const telling: fc.Arbitrary<Telling> = fc.record({
  kind: fc.constantFrom(...tellings),
  mono: fc.constantFrom(1, 1, 1, 2, 3),
  at: fc.nat(6),
  rail: fc.nat(3),
  evidence: fc.nat(3),
  reason: fc.nat(3),
  amount: fc.nat(3),
  previous: fc.nat(4),
});

const history: fc.Arbitrary<readonly AnyEvent[]> = fc
  .tuple(fc.option(fc.nat(3), { freq: 8 }), fc.array(telling, { maxLength: 7 }))
  .map(([rail, tellingsOf]) => [
    ...(rail === null ? [] : [requestWith(rail)]),
    ...tellingsOf.flatMap(eventsOf),
  ]);

/** Returns of both kinds, so that declines leave something that must be counted. */
const tables = tablesWith({
  returnOfDeclined: { origin: 'never-debited', destination: 'account-credited' },
});

/** A history, and the same facts told otherwise. */
interface Retold {
  readonly events: readonly AnyEvent[];
  readonly other: readonly AnyEvent[];
  /** Where in the other telling something else happens. */
  readonly place: number;
}

/** Other order, and some facts told again. */
const shuffled: fc.Arbitrary<Retold> = history.chain((events) => {
  const order = fc.shuffledSubarray([...events], { minLength: events.length });
  return fc
    .tuple(order, fc.subarray([...events]))
    .chain(([once, again]) => {
      const all = [...once, ...again];
      return fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(7));
    })
    .map(([other, place]) => ({ events, other, place }));
});

/** Some facts lost at first and told at the end. */
const healed: fc.Arbitrary<Retold> = history.chain((events) =>
  fc.subarray([...events]).map((lost) => {
    const seen = events.filter((event) => !lost.includes(event));
    return { events, other: [...seen, ...lost], place: seen.length };
  }),
);

function sumsOf({ postings }: Entry): readonly bigint[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of postings) {
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return [...sums.values()];
}

/** Histories as a failing property shows them: what is told, and the page that it leaves. */
function shown(events: readonly AnyEvent[]): string {
  const told = events.map(
    ({ name, value }) => `${name} ${(value as { readonly eventId: string }).eventId}`,
  );
  return [...told, page(read(events, { tables }).entries)].join('\n');
}

/** Checks a property; what fails is told as histories with the pages that they leave. */
function check(told: fc.Arbitrary<Retold>, property: (retold: Retold) => void): void {
  const explained = (retold: Retold): void => {
    try {
      property(retold);
    } catch (error) {
      const pages = [shown(retold.events), shown(retold.other)];
      throw new Error([String(error), ...new Set(pages)].join('\n---\n'), { cause: error });
    }
  };
  const seed = SEED === undefined ? {} : { seed: Number(SEED) };
  fc.assert(fc.property(told, explained), { numRuns: HISTORIES, ...seed });
}

/** Checks a property of single histories. */
function checkHistories(property: (events: readonly AnyEvent[]) => void): void {
  const single = history.map((events) => ({ events, other: events, place: 0 }));
  check(single, ({ events }) => property(events));
}

describe('invariant 1: every entry balances per currency', () => {
  it('in every history', () => {
    checkHistories((events) => {
      for (const entry of read(events, { tables }).entries) {
        expect(entry.postings.length).toBeGreaterThan(1);
        for (const sum of sumsOf(entry)) expect(sum).toBe(0n);
        for (const { amount } of entry.postings) expect(amount).not.toBe(0n);
      }
    });
  });
});

describe('invariant 2: a fact is booked at most once', () => {
  it('told again at once, it is known', () => {
    checkHistories((events) => {
      for (let count = 1; count <= events.length; count += 1) {
        const book = read(events.slice(0, count), { tables });
        const again = readInto(book.subjects, events.slice(count - 1, count), { tables });
        expect(again.lastKind).toBe('known');
      }
    });
  });

  it('told again later, nothing is booked', () => {
    checkHistories((events) => {
      const book = read(events, { tables });
      const again = readInto(book.subjects, events, { tables });
      expect(page(again.entries)).toBe('');
    });
  });
});

describe('invariant 3: clearing holds what is in flight', () => {
  const inFlight = new Set(['requested', 'accepted', 'in-flight']);

  it('on one rail, and nothing once the transfer is final', () => {
    checkHistories((events) => {
      const book = read(events, { tables });
      if (book.subjects.size === 0) return;
      const { state, final, clearing, amount } = summaryOf(lastSubject(book));
      const booked = Object.entries(balancesOf(book.entries)).filter(([account]) =>
        account.startsWith('clearing:'),
      );
      const isRequested = events.some((event) => digestOf(event) === 'genuine');
      const expected = inFlight.has(state) && isRequested ? [-amount] : [];
      expect(clearing.map((line) => line.amount)).toEqual(expected);
      expect(booked.map(([account]) => account)).toEqual(clearing.map((line) => line.account));
      expect(final && clearing.length > 0).toBe(false);
    });
  });
});

describe('invariant 4, as far as the decider goes: what stands is the sum of what was booked', () => {
  it('in every history', () => {
    checkHistories((events) => {
      const book = read(events, { tables });
      expect(positionsOf(book)).toEqual(balancesOf(book.entries));
    });
  });
});

describe('invariant 5: order, repetition, loss and healing do not matter', () => {
  it('the same facts in every order, told any number of times, end in the same books', () => {
    check(shuffled, ({ events, other }) => {
      const [one, two] = [read(events, { tables }), read(other, { tables })];
      expect(balancesOf(two.entries)).toEqual(balancesOf(one.entries));
      expect(standingMarks(two).toSorted()).toEqual(standingMarks(one).toSorted());
      if (one.subjects.size === 0) return;
      const [mine, yours] = [summaryOf(lastSubject(one)), summaryOf(lastSubject(two))];
      expect(yours.state).toBe(mine.state);
      expect(yours.actualRail).toBe(mine.actualRail);
    });
  });

  it('what was lost and is healed later ends where it would have ended', () => {
    check(healed, ({ events, other }) => {
      const [whole, late] = [read(events, { tables }), read(other, { tables })];
      expect(balancesOf(late.entries)).toEqual(balancesOf(whole.entries));
      expect(standingMarks(late).toSorted()).toEqual(standingMarks(whole).toSorted());
    });
  });

  it('also when new tables come between, as far as principal goes', () => {
    const dearer = tablesWithFee('turbo', 777n);
    check(shuffled, ({ events, other, place }) => {
      const first = read(other.slice(0, place));
      const second = readInto(first.subjects, other.slice(place), { tables: dearer });
      const changed = principalOf([...first.entries, ...second.entries]);
      expect(changed).toEqual(principalOf(read(events).entries));
    });
  });
});

/** Balances without what fees and taxes moved. */
function principalOf(entries: readonly Entry[]): Readonly<Record<string, string>> {
  const isFee = ({ kind }: Entry): boolean => kind.startsWith('fee') || kind === 'rail-corrected';
  return balancesOf(entries.filter((entry) => !isFee(entry)));
}

describe('the decider is a function of the log', () => {
  it('the same records in the same order give the same entries', () => {
    checkHistories((events) => {
      const [one, two] = [read(events, { tables }), read(structuredClone(events), { tables })];
      expect(two.entries).toEqual(one.entries);
    });
  });
});
