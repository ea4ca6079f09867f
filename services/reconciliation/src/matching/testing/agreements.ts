import type { Edge, Sides } from '../sides.ts';
import { approvedInBooks, booked, DAY, HOUR, mono, NOON, underWay } from './agreed-sides.ts';

/** Views that differ from the agreed ones and hold no drift all the same. */
export const agreements: readonly (readonly [string, Partial<Sides>, Partial<Edge>?])[] = [
  ['all three agree', {}],
  [
    'both have it under way in time',
    { booked: underWay, mono: { ...mono, state: 'in_progress' } },
    { expectedBy: NOON + 2 * DAY },
  ],
  [
    'the end lies exactly at the edge',
    { booked: underWay, mono: { ...mono, state: 'in_progress' } },
    { expectedBy: NOON + DAY },
  ],
  [
    'it was asked for and is young',
    { booked: { ...underWay, state: 'requested', monoTransfer: null }, mono: null },
    { expectedBy: NOON + 2 * DAY },
  ],
  [
    'it was refused and Mono never saw it',
    { booked: { ...booked, state: 'refused', monoTransfer: null, actualRail: null }, mono: null },
  ],
  ['Mono changed it after the edge', { booked: underWay }, { cutOffAt: NOON - 1 }],
  [
    'Mono made it after the edge',
    { booked: null, asked: null, mono: { ...mono, updatedAt: null, insertedAt: NOON } },
    { cutOffAt: NOON - 1 },
  ],
  [
    'a transfer of the dashboard is under way',
    { asked: null, booked: null, mono: { ...mono, state: 'in_progress' } },
  ],
  [
    'a transfer of the dashboard is booked where the tables say',
    { asked: null, booked: { ...booked, subjectKey: 'trn_1' } },
    { allowsForeign: true },
  ],
  [
    'both declined it',
    {
      booked: {
        ...booked,
        state: 'declined',
        actualRail: null,
        monoTransfer: { ...approvedInBooks, state: 'declined' },
      },
      mono: { ...mono, state: 'declined' },
    },
  ],
  [
    'routing is old after a fallback that Mono named',
    {
      mono: { ...mono, rail: null, routing: 'turbo' },
      booked: { ...booked, actualRail: 'ach', railEvidence: 'rail' },
    },
  ],
  [
    'the same day at another hour',
    { booked: { ...booked, monoTransfer: { ...approvedInBooks, stateAt: NOON - 11 * HOUR } } },
  ],
  ['the costs cannot be told', { booked: { ...booked, costs: null } }],
];
