import type { EventOf } from '@riel/schemas';
import { dateEntries } from '../entries/date-entries.ts';
import type { Posting } from '../entries/entry.ts';
import type { Decision } from '../subject/decision.ts';
import type { Mark } from '../subject/mark.ts';
import type { AdjustmentSubject } from '../subject/subject.ts';
import { accountDetails } from '../tables/account-details.ts';
import { SUSPENSE_UNMATCHED } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';

/** An adjustment at its place in the log. */
export interface AdjustmentRecord {
  readonly event: EventOf<'AdjustmentRequested'>;
  readonly subject: AdjustmentSubject | null;
  readonly tables: Tables;
  readonly closedThrough: string | null;
}

/**
 * Books what a person asked for, once. The command service lets only sound adjustments through; one
 * that reaches the log all the same is booked with suspense in the place of what cannot stand.
 */
export function decideAdjustment(record: AdjustmentRecord): Decision {
  const { event, subject, tables, closedThrough } = record;
  const asked = askedOf(event);
  if (subject !== null) {
    return subject.asked === asked ? { kind: 'known' } : conflict(subject, event);
  }
  const marks: Mark[] = [];
  const booked = soundPostings(event, tables, marks);
  const steps =
    booked.length === 0 ? [] : [{ kind: 'adjusted', postings: booked, reverses: null } as const];
  const { eventId, occurredAt } = event.value;
  return {
    kind: steps.length === 0 ? 'enriched' : 'booked',
    subject: { type: 'adjustment', eventId, occurredAt, asked, booked, marks },
    entries: dateEntries(steps, { occurredAt, closedThrough }),
    marks,
  };
}

/**
 * Whether an adjustment may book to the account: never to `clearing`, to `assets:mono` only as
 * opening balance or to close a drift, and else to whatever the chart has.
 */
export function isAdjustable(
  tables: Tables,
  code: string,
  asked: { readonly openingBalance: boolean; readonly driftId: string | null },
): boolean {
  if (code.startsWith('clearing:')) return false;
  const touchesCash = code.startsWith('assets:mono:');
  if (touchesCash && !asked.openingBalance && asked.driftId === null) return false;
  return accountDetails(tables, code) !== null;
}

function soundPostings(
  { value }: EventOf<'AdjustmentRequested'>,
  tables: Tables,
  marks: Mark[],
): readonly Posting[] {
  const postings: Posting[] = [];
  const open = new Map<string, bigint>();
  for (const { account, amount, currency } of value.postings) {
    if (amount === 0n) continue;
    const isSound = isAdjustable(tables, account, value);
    if (!isSound) marks.push({ kind: 'unknown-account', amount, currency, about: account });
    postings.push({ account: isSound ? account : SUSPENSE_UNMATCHED, amount, currency });
    open.set(currency, (open.get(currency) ?? 0n) + amount);
  }
  for (const [currency, amount] of open) {
    if (amount === 0n) continue;
    postings.push({ account: SUSPENSE_UNMATCHED, amount: -amount, currency });
    marks.push({ kind: 'unbalanced', amount, currency, about: SUSPENSE_UNMATCHED });
  }
  return postings;
}

function conflict(subject: AdjustmentSubject, event: EventOf<'AdjustmentRequested'>): Decision {
  const about = event.value.eventId;
  if (subject.marks.some((mark) => mark.kind === 'adjustment-conflict')) return { kind: 'known' };
  const mark: Mark = { kind: 'adjustment-conflict', amount: 0n, currency: '', about };
  const marked = { ...subject, marks: [...subject.marks, mark] };
  return { kind: 'enriched', subject: marked, entries: [], marks: [mark] };
}

/** Everything that makes two adjustments the same. */
function askedOf({ value }: EventOf<'AdjustmentRequested'>): string {
  const lines = value.postings.map(({ account, amount, currency }) => [
    account,
    amount.toString(),
    currency,
  ]);
  return JSON.stringify([value.driftId, value.openingBalance, lines]);
}
