import { markedKinds, type DriftKind } from '../drift-kinds.ts';
import type { Remedy } from '../finding.ts';
import type { Edge, Sides } from '../sides.ts';
import {
  approvedInBooks,
  asked,
  booked,
  DAY,
  fallbackBooked,
  mark,
  mono,
  NOON,
  underWay,
} from './agreed-sides.ts';

/** One drift, planted into views that agree. */
export interface Case {
  readonly kind: DriftKind;
  readonly name: string;
  readonly sides: Partial<Sides>;
  readonly edge?: Partial<Edge>;
  readonly remedy?: Remedy;
  readonly amount?: bigint;
}

/** Every kind of drift that comparing transfers finds, in every form that it takes. */
export const plantedDrift: readonly Case[] = [
  {
    kind: 'missing-at-mono',
    name: 'Mono does not list what it accepted',
    sides: { mono: null, booked: underWay },
  },
  { kind: 'missing-at-mono', name: 'Mono does not list what settled', sides: { mono: null } },
  {
    kind: 'missing-here',
    name: 'the books know no fact of it',
    sides: { booked: { ...underWay, state: 'requested', monoTransfer: null } },
    remedy: 'publish',
    amount: 100_000n,
  },
  {
    kind: 'missing-here',
    name: 'Mono has it under way and the acceptance was lost',
    sides: {
      booked: { ...underWay, state: 'requested', monoTransfer: null },
      mono: { ...mono, state: 'in_progress' },
    },
  },
  {
    kind: 'missing-here',
    name: 'it is booked under the id of Mono',
    sides: { booked: { ...booked, isUnmatched: true } },
    remedy: 'match',
  },
  {
    kind: 'missing-here',
    name: 'it is booked under the id of Mono, and its acceptance was lost',
    sides: {
      booked: { ...underWay, state: 'requested', monoTransfer: null, isUnmatched: true },
    },
    remedy: 'match',
  },
  {
    kind: 'missing-here',
    name: 'a transfer of the dashboard that the tables allow',
    sides: { asked: null, booked: null },
    edge: { allowsForeign: true },
    remedy: 'publish',
  },
  {
    kind: 'state',
    name: 'the webhook of a settlement was lost',
    sides: { booked: underWay },
    remedy: 'publish',
    amount: 100_000n,
  },
  {
    kind: 'state',
    name: 'the webhook of a decline was lost',
    sides: { booked: underWay, mono: { ...mono, state: 'declined', rail: null } },
    remedy: 'publish',
  },
  {
    kind: 'state',
    name: 'a cancellation was never told',
    sides: { booked: underWay, mono: { ...mono, state: 'cancelled', rail: null } },
    remedy: 'publish',
  },
  {
    kind: 'state',
    name: 'Mono took a settlement back to under way',
    sides: { mono: { ...mono, state: 'in_progress' } },
  },
  {
    kind: 'unknown-state',
    name: 'Mono names a state that no rule knows',
    sides: { mono: { ...mono, state: 'frozen' } },
  },
  {
    kind: 'final-state-changed',
    name: 'approved became declined',
    sides: { mono: { ...mono, state: 'declined', previousState: 'approved' } },
    remedy: 'publish',
  },
  {
    kind: 'final-state-changed',
    name: 'declined became approved',
    sides: {
      booked: {
        ...booked,
        state: 'declined',
        monoTransfer: { ...approvedInBooks, state: 'declined' },
      },
    },
    remedy: 'publish',
  },
  {
    kind: 'rail',
    name: 'Mono names another rail',
    sides: { mono: { ...mono, rail: 'ach' } },
    remedy: 'publish',
    amount: 100_000n,
  },
  {
    kind: 'rail',
    name: 'Mono names the rail that lesser evidence had wrong',
    sides: { booked: fallbackBooked, mono: { ...mono, rail: 'ach' } },
    remedy: 'publish',
  },
  {
    kind: 'rail',
    name: 'routing changed where nothing better is known',
    sides: {
      booked: { ...booked, railEvidence: 'routing' },
      mono: { ...mono, rail: null, routing: 'ach' },
    },
    remedy: 'publish',
  },
  {
    kind: 'rail',
    name: 'a person said otherwise',
    sides: { booked: { ...booked, railEvidence: 'person' }, mono: { ...mono, rail: 'ach' } },
    remedy: null,
  },
  {
    kind: 'rail-evidence',
    name: 'Mono confirms what was doubtful',
    sides: { booked: fallbackBooked },
    remedy: 'publish',
  },
  {
    kind: 'rail-evidence',
    name: 'nothing better than routing is there',
    sides: { booked: fallbackBooked, mono: { ...mono, rail: null } },
    remedy: null,
  },
  {
    kind: 'amount',
    name: 'Mono took another amount than asked and booked',
    sides: {
      mono: { ...mono, amount: 99_000n },
      booked: {
        ...booked,
        monoTransfer: { ...approvedInBooks, amount: 99_000n },
        marks: [mark('amount')],
      },
    },
    amount: -1_000n,
  },
  {
    kind: 'amount',
    name: 'another amount is booked than Mono says',
    sides: { booked: { ...booked, monoTransfer: { ...approvedInBooks, amount: 1n } } },
    amount: 99_999n,
  },
  { kind: 'amount', name: 'another currency', sides: { asked: { ...asked, currency: 'USD' } } },
  {
    kind: 'fee',
    name: 'the fee of another tariff is booked',
    sides: { booked: { ...booked, costs: { booked: 2_000n, expected: 2_261n } } },
    amount: 261n,
  },
  {
    kind: 'fee',
    name: 'a fee hangs on a state that nobody saw',
    sides: { booked: { ...booked, marks: [mark('fee')] } },
  },
  {
    kind: 'date',
    name: 'it is booked on another day',
    sides: { booked: { ...booked, monoTransfer: { ...approvedInBooks, stateAt: NOON - DAY } } },
  },
  {
    kind: 'duplicate',
    name: 'a second Mono transfer was approved on another rail',
    sides: {
      booked: { ...booked, otherApproved: ['trn_0'], marks: [mark('double-payment')] },
      mono: { ...mono, rail: 'ach', routing: 'ach' },
    },
  },
  {
    kind: 'duplicate',
    name: 'a second Mono transfer was approved and booked',
    sides: { booked: { ...booked, otherApproved: ['trn_0'], marks: [mark('double-payment')] } },
  },
  {
    kind: 'duplicate',
    name: 'a second Mono transfer was approved and not booked',
    sides: { booked: { ...booked, monoTransfer: null, otherApproved: ['trn_0'] } },
    remedy: 'publish',
  },
  {
    kind: 'not-ours',
    name: 'nobody asked for it and it stands in no book',
    sides: { asked: null, booked: null },
    remedy: 'publish',
    amount: 100_000n,
  },
  {
    kind: 'not-ours',
    name: 'nobody asked for it and it stands in suspense',
    sides: { asked: null, booked: { ...booked, subjectKey: 'trn_1', marks: [mark('unmatched')] } },
  },
  {
    kind: 'stuck',
    name: 'it is under way past the time of its rail',
    sides: { booked: underWay, mono: { ...mono, state: 'in_progress', rail: null } },
    edge: { expectedBy: NOON },
  },
  {
    kind: 'stuck',
    name: 'it was asked for and never reached Mono',
    sides: { booked: { ...underWay, state: 'requested', monoTransfer: null }, mono: null },
    edge: { expectedBy: NOON },
  },
  {
    kind: 'mono-account',
    name: 'it left another Mono account',
    sides: {
      mono: { ...mono, monoAccountId: 'acc_b' },
      booked: { ...booked, marks: [mark('mono-account')] },
    },
  },
  ...markedKinds.map((kind): Case => ({
    kind,
    name: 'the ledger marked it',
    sides: { booked: { ...booked, marks: [mark(kind)] } },
  })),
];
