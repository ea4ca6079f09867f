import type { AnyEvent } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  cancelledByCaller,
  forged,
  forgeryRefused,
  refused,
  requested,
  rerouted,
  settled,
} from '../testing/events.ts';
import { balancesAfter, given, read, standingMarks } from '../testing/ledger-book.ts';

const released = `
  2026-10-05 refused
    Dr clearing:ach:acc_1 9000000.00
    Cr liabilities:payouts 9000000.00`;
const asked = `
  2026-10-05 requested
    Dr liabilities:payouts 1000000.00
    Cr clearing:turbo:acc_1 1000000.00`;

describe('a request that nobody of ours has signed', () => {
  it('is released once it is refused', () => {
    given([forged()])
      .when(forgeryRefused())
      .expect({ books: released, state: 'refused', balances: {}, marks: [] });
  });

  it('is no request of the signed one that follows', () => {
    given([forged(), forgeryRefused()])
      .when(requested())
      .expect({ books: asked, state: 'requested', marks: [] });
  });

  it('makes way for the signed one that is there already', () => {
    given([forged(), requested()])
      .when(forgeryRefused())
      .expect({ books: `${released}${asked}`, state: 'requested', marks: [] });
  });

  it('stands for nothing if its refusal came first', () => {
    given([forgeryRefused()]).when(forged()).expect({ books: '', state: 'refused', marks: [] });
    given([forgeryRefused(), forged()]).when(requested()).expect({ books: asked });
  });

  it('changes nothing behind the signed one', () => {
    given([requested(), forged()])
      .when(forgeryRefused())
      .expect({ books: '', state: 'requested', marks: [] });
  });

  it('makes way on the rail to which the transfer has fallen back', () => {
    given([forged(), requested(), accepted(), rerouted({ rail: 'transfiya' })])
      .when(forgeryRefused())
      .expect({
        books: `
          2026-10-05 refused
            Dr clearing:transfiya:acc_1 9000000.00
            Cr liabilities:payouts 9000000.00
          2026-10-05 requested
            Dr liabilities:payouts 1000000.00
            Cr clearing:turbo:acc_1 1000000.00
          2026-10-05 rerouted
            Dr clearing:turbo:acc_1 1000000.00
            Cr clearing:transfiya:acc_1 1000000.00`,
        state: 'in-flight',
      });
  });

  it('gives back what the signed one settled by its terms', () => {
    given([forged(), requested(), accepted(), settled({ rail: 'turbo' })])
      .when(forgeryRefused())
      .expect({
        books: `
          2026-10-05 settlement-corrected
            Dr suspense:amount 8000000.00
            Cr liabilities:payouts 8000000.00`,
        state: 'settled',
        marks: [],
      });
  });

  it('is refused for itself alone: the transfer may still be refused, or be cancelled', () => {
    given([forged(), forgeryRefused(), requested()])
      .when(refused())
      .expect({ state: 'refused', balances: {} });
    given([forged(), forgeryRefused(), requested()])
      .when(cancelledByCaller())
      .expect({ state: 'cancelled-by-caller', balances: {} });
  });

  it('does not make the settlement of the signed one look refused', () => {
    given([forged(), forgeryRefused(), requested(), accepted()])
      .when(settled({ rail: 'turbo' }))
      .expect({ state: 'settled', marks: [] });
  });

  it('stands nowhere, however many there are and whatever they copy', () => {
    // The second one says what the signed one says: only its bytes tell them apart.
    const copy = requested({ digest: 'copied' });
    const copyRefused = forgeryRefused({ requestDigest: 'copied', eventId: 'another' });
    given([forged(), forgeryRefused(), copy, copyRefused])
      .when(requested())
      .expect({ books: asked, marks: [] });
    given([copy, requested()])
      .when(copyRefused)
      .expect({ state: 'requested', balances: balancesAfter([requested()]) });
  });
});

/** Every order of some records. */
function* ordersOf(events: readonly AnyEvent[]): Generator<readonly AnyEvent[]> {
  if (events.length === 0) yield [];
  for (const event of events) {
    const rest = events.filter((other) => other !== event);
    for (const order of ordersOf(rest)) yield [event, ...order];
  }
}

describe('wherever in the log a forgery and its refusal come', () => {
  const genuine = [
    requested(),
    accepted({ routing: 'turbo' }),
    rerouted({ rail: 'transfiya' }),
    settled({ rail: 'transfiya' }),
  ];

  it.each([2, 3, 4])(
    'the books are those of the signed request and its facts: %i records',
    (count) => {
      const told = genuine.slice(0, count);
      const alone = read(told);
      let orders = 0;
      for (const order of ordersOf([...told, forged(), forgeryRefused()])) {
        orders += 1;
        const book = read(order);
        expect(balancesAfter(order)).toEqual(balancesAfter(told));
        expect(standingMarks(book)).toEqual(standingMarks(alone));
      }
      expect(orders).toBe([24, 120, 720][count - 2]);
    },
  );
});
