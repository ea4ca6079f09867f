import type { Edge, Sides } from '../sides.ts';
import { approvedInBooks, booked, DAY, HOUR, mono, NOON, underWay } from './agreed-sides.ts';

/** A name, and what differs from the agreed views and edge. */
interface Agreement {
  readonly name: string;
  readonly sides: Partial<Sides>;
  readonly edge: Partial<Edge>;
}

const agree = (name: string, sides: Partial<Sides>, edge: Partial<Edge> = {}): Agreement => ({
  name,
  sides,
  edge,
});

/** Views that differ from the agreed ones and hold no drift all the same. */
export const agreements: readonly Agreement[] = [
  agree('all three agree', {}),
  agree(
    'both have it under way in time',
    { booked: underWay, mono: { ...mono, state: 'in_progress' } },
    { expectedBy: NOON + 2 * DAY },
  ),
  agree(
    'the end lies exactly at the edge',
    { booked: underWay, mono: { ...mono, state: 'in_progress' } },
    { expectedBy: NOON + DAY },
  ),
  agree(
    'it was asked for and is young',
    { booked: { ...underWay, state: 'requested', monoTransfer: null }, mono: null },
    { expectedBy: NOON + 2 * DAY },
  ),
  agree('it was refused and Mono never saw it', {
    booked: { ...booked, state: 'refused', monoTransfer: null, actualRail: null },
    mono: null,
  }),
  agree('Mono changed it after the edge', { booked: underWay }, { cutOffAt: NOON - 1 }),
  agree(
    'Mono made it after the edge',
    { booked: null, asked: null, mono: { ...mono, updatedAt: null, insertedAt: NOON } },
    { cutOffAt: NOON - 1 },
  ),
  agree('a transfer of the dashboard is under way', {
    asked: null,
    booked: null,
    mono: { ...mono, state: 'in_progress' },
  }),
  agree(
    'a transfer of the dashboard is booked where the tables say',
    { asked: null, booked: { ...booked, subjectKey: 'trn_1' } },
    { allowsForeign: true },
  ),
  agree('both declined it', {
    booked: {
      ...booked,
      state: 'declined',
      actualRail: null,
      monoTransfer: { ...approvedInBooks, state: 'declined' },
    },
    mono: { ...mono, state: 'declined' },
  }),
  agree('routing is old after a fallback that Mono named', {
    mono: { ...mono, rail: null, routing: 'turbo' },
    booked: { ...booked, actualRail: 'ach', railEvidence: 'rail' },
  }),
  agree('the same day at another hour', {
    booked: { ...booked, monoTransfer: { ...approvedInBooks, stateAt: NOON - 11 * HOUR } },
  }),
  agree('the costs cannot be told', { booked: { ...booked, costs: null } }),
];
