import { expect, it } from 'vitest';
import type { AnyEvent } from '@riel/schemas';
import { decide } from './decide.ts';
import type { Entry } from './entries/entry.ts';
import type { SubjectState } from './subject/subject.ts';
import {
  accepted,
  changedToApproved,
  changedToDeclined,
  railCorrected,
  requested,
  rerouted,
  settled,
  TRANSFER,
} from './testing/events.ts';
import { balancesAfter, balancesOf } from './testing/ledger-book.ts';
import { tablesWith } from './testing/tables.ts';

/** Asked by turbo, falls back to ach, settles, is taken back, settles again, and went by transfiya after all. */
const facts: readonly AnyEvent[] = [
  requested({ requestedRail: 'turbo' }),
  accepted({ routing: 'turbo' }),
  rerouted({ rail: 'ach' }),
  settled({ rail: 'ach', railEvidence: 'routing' }),
  changedToDeclined({ rail: 'ach', railEvidence: 'routing' }),
  changedToApproved({ rail: 'ach', railEvidence: 'routing' }),
  railCorrected({ rail: 'transfiya' }),
];

const tables = tablesWith({
  returnOfDeclined: { origin: 'never-debited', destination: 'account-credited' },
});

interface Told {
  readonly subject: SubjectState | null;
  readonly entries: readonly Entry[];
}

function tell(before: Told, event: AnyEvent): Told {
  const decided = decide({ event, key: TRANSFER, subject: before.subject, tables });
  if (decided.kind === 'known') return before;
  return { subject: decided.subject, entries: [...before.entries, ...decided.entries] };
}

/**
 * Tells every order of the facts that are left, each fact twice, the second time at once, and at the
 * end all of them again. A fact that is lost and healed is told last: that is one of the orders.
 */
function* everyOrder(before: Told, left: readonly AnyEvent[]): Generator<Told> {
  if (left.length === 0) yield facts.reduce(tell, before);
  for (const event of left) {
    const once = tell(before, event);
    const twice = tell(once, event);
    if (twice !== once) throw new Error(`${event.name} was booked twice`);
    yield* everyOrder(
      twice,
      left.filter((other) => other !== event),
    );
  }
}

const inOneOrder = (balances: Readonly<Record<string, string>>): string =>
  Object.entries(balances)
    .map(([code, amount]) => `${code} ${amount}`)
    .toSorted((one, other) => (one < other ? -1 : 1))
    .join();

it('every order of the facts of a transfer, with every repetition, ends in the same balances', () => {
  const expected = balancesAfter(facts, { tables });
  // The fee is that of the rail on which it settled, and nothing is left under way.
  expect(Object.keys(expected).some((code) => code.startsWith('clearing:'))).toBe(false);
  expect(Object.keys(expected).filter((code) => code.startsWith('expenses:fees:'))).toEqual([
    'expenses:fees:transfiya',
  ]);
  const different = new Set<string>();
  let orders = 0;
  for (const { entries } of everyOrder({ subject: null, entries: [] }, facts)) {
    orders += 1;
    different.add(inOneOrder(balancesOf(entries)));
  }
  expect(orders).toBe(5_040);
  expect([...different]).toEqual([inOneOrder(expected)]);
});
