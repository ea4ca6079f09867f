import type { Line, Part } from '../subject/subject.ts';
import { SUSPENSE_DOUBLE_PAYMENTS, RETURNS } from '../tables/account-codes.ts';
import { difference } from './difference.ts';
import type { EntryKind, Posting } from './entry.ts';

/** One entry to be, without its date. */
export interface Step {
  readonly kind: EntryKind;
  readonly postings: readonly Posting[];
  readonly reverses: string | null;
}

/** The way from what is booked to what should stand. */
export interface Way {
  readonly from: readonly Line[];
  readonly to: readonly Line[];
  /** True if the newest record is the request itself. */
  readonly isRequest: boolean;
  /** True if the request that stood until now turned out to be forged. */
  readonly isReplaced: boolean;
  /** Clearing account of the requested rail. */
  readonly requestedClearing: string;
  /** Clearing account of the rail on which the transfer settled or ended. */
  readonly actualClearing: string;
  /** What closes the transfer if it ended without settling. */
  readonly closing: EntryKind;
  /** Event id of the settlement that no longer holds; null if none was taken back. */
  readonly reversedSettlement: string | null;
}

/**
 * Splits the difference into the entries that an accountant expects. Each entry leads from one
 * position to the next and the last one is the position that should stand, so their sum is the
 * difference whatever the way between.
 */
export function transferSteps(way: Way): readonly Step[] {
  const steps: Step[] = [];
  principalSteps(way, steps);
  partStep(way, steps, { part: 'double', account: SUSPENSE_DOUBLE_PAYMENTS });
  partStep(way, steps, { part: 'return', account: RETURNS });
  tariffStep(way, steps);
  return steps;
}

const principalParts: ReadonlySet<Part> = new Set([
  'counter',
  'clearing',
  'cash',
  'amount',
  'unmatched',
]);

function principalSteps(way: Way, steps: Step[]): void {
  const to = way.to.filter((line) => principalParts.has(line.part));
  let current: readonly Line[] = way.from.filter((line) => principalParts.has(line.part));
  const move = (kind: EntryKind, next: readonly Line[]): void => {
    const postings = difference(current, next);
    const reverses = kind === 'reversed' ? way.reversedSettlement : null;
    if (postings.length > 0) steps.push({ kind, postings, reverses });
    current = next;
  };
  const isSettled = lineOf(to, 'cash') !== undefined;
  const wasSettled = lineOf(current, 'cash') !== undefined;
  const target = lineOf(to, 'clearing')?.account ?? way.actualClearing;
  if (wasSettled && !isSettled) move('reversed', inClearing(lineOf(current, 'counter'), target));
  // What a forgery has put under way is released whole; the request that stands is booked by itself.
  if (way.isReplaced && lineOf(current, 'clearing') !== undefined) move('refused', []);
  const counter = lineOf(to, 'counter');
  if (counter !== undefined && lineOf(current, 'counter') === undefined) {
    const isRequest = way.isRequest || way.isReplaced;
    const account = isRequest ? way.requestedClearing : target;
    const opened = [...current, ...inClearing(counter, account)];
    move(isRequest ? 'requested' : 'reopened', opened);
  }
  const held = lineOf(current, 'clearing');
  if (held !== undefined && counter !== undefined && held.account !== target) {
    move(
      'rerouted',
      current.map((line) => (line === held ? { ...held, account: target } : line)),
    );
  }
  const isCorrection = wasSettled && lineOf(current, 'clearing') === undefined;
  if (isSettled) move(isCorrection ? 'settlement-corrected' : 'settled', to);
  else move(way.closing, to);
}

/** The counter line with its amount under way. */
function inClearing(counter: Line | undefined, account: string): readonly Line[] {
  if (counter === undefined) return [];
  return [
    counter,
    { part: 'clearing', account, amount: -counter.amount, currency: counter.currency },
  ];
}

/** A second payment or a return: opened when its account grows, closed when it shrinks. */
function partStep(
  way: Way,
  steps: Step[],
  { part, account }: { readonly part: 'double' | 'return'; readonly account: string },
): void {
  const from = linesOf(way.from, part);
  const to = linesOf(way.to, part);
  if (from.length === 0 && to.length === 0) return;
  const postings = difference(from, to);
  if (postings.length === 0) return;
  const grows = postings.some((posting) => posting.account === account && posting.amount > 0n);
  const opening: EntryKind = part === 'double' ? 'double-payment' : 'return';
  const closing: EntryKind = part === 'double' ? 'double-payment-closed' : 'return-corrected';
  const reverses = grows ? null : way.reversedSettlement;
  steps.push({ kind: grows ? opening : closing, postings, reverses });
}

function tariffStep(way: Way, steps: Step[]): void {
  const from = linesOf(way.from, 'tariff');
  const to = linesOf(way.to, 'tariff');
  if (from.length === 0 && to.length === 0) return;
  const postings = difference(from, to);
  if (postings.length > 0)
    steps.push({ kind: tariffKind(way, postings), postings, reverses: null });
}

function tariffKind(way: Way, postings: readonly Posting[]): EntryKind {
  const isTakenBack = postings.some(
    ({ account, amount }) => amount < 0n && isChargedAccount(account),
  );
  if (!isTakenBack) return 'fee';
  const staysSettled =
    lineOf(way.from, 'cash') !== undefined && lineOf(way.to, 'cash') !== undefined;
  const isCharged = postings.some(
    ({ account, amount }) => amount > 0n && isChargedAccount(account),
  );
  return staysSettled && isCharged ? 'rail-corrected' : 'fee-corrected';
}

/** Fees, taxes and what is owed back of them; not the cash that paid them nor what is owed. */
function isChargedAccount(account: string): boolean {
  return !account.startsWith('assets:') && !account.startsWith('liabilities:');
}

function lineOf(lines: readonly Line[], part: Part): Line | undefined {
  return lines.find((line) => line.part === part);
}

function linesOf(lines: readonly Line[], part: Part): readonly Line[] {
  return lines.filter((line) => line.part === part);
}
