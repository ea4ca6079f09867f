import type { AskedSide, BookedSide, Edge, MonoSide, Sides } from '../sides.ts';

/** Three views that agree: a transfer that was asked for, settled by turbo and booked. */
export const NOON = Date.parse('2026-03-10T17:00:00Z') * 1_000;
export const HOUR = 3_600_000_000;
export const DAY = 24 * HOUR;

export const asked: AskedSide = {
  transferId: '0d9d52a2-2f6e-5b1c-9d4e-000000000001',
  caller: 'shop',
  monoAccountId: 'acc_a',
  amount: 100_000n,
  currency: 'COP',
  requestedRail: 'turbo',
  requestedAt: NOON - HOUR,
};
export const approvedInBooks = {
  state: 'approved',
  stateAt: NOON,
  amount: 100_000n,
  currency: 'COP',
} as const;
export const openInBooks = {
  state: 'open',
  stateAt: null,
  amount: 100_000n,
  currency: 'COP',
} as const;
export const booked: BookedSide = {
  subjectKey: asked.transferId,
  state: 'settled',
  isFinal: true,
  actualRail: 'turbo',
  railEvidence: 'rail',
  acceptedAt: NOON - HOUR,
  monoTransfer: approvedInBooks,
  otherApproved: [],
  marks: [],
  costs: { booked: 2_261n, expected: 2_261n },
  isUnmatched: false,
};
export const underWay: BookedSide = {
  ...booked,
  state: 'accepted',
  isFinal: false,
  actualRail: null,
  railEvidence: 'none',
  monoTransfer: openInBooks,
  costs: null,
};
export const mono: MonoSide = {
  monoTransferId: 'trn_1',
  monoAccountId: 'acc_a',
  amount: 100_000n,
  currency: 'COP',
  state: 'approved',
  previousState: null,
  rail: 'turbo',
  routing: 'turbo',
  declinationReason: null,
  ourId: asked.transferId,
  insertedAt: NOON - HOUR,
  updatedAt: NOON,
};
export const edge: Edge = { cutOffAt: NOON + DAY, expectedBy: null, allowsForeign: false };
export const agreed: Sides = { asked, booked, mono };
export const mark = (kind: BookedSide['marks'][number]['kind'], about = 'trn_1') => ({
  kind,
  amount: 7n,
  currency: 'COP',
  about,
});

export const fallbackBooked: BookedSide = {
  ...booked,
  railEvidence: 'routing',
  marks: [mark('rail-evidence')],
};
