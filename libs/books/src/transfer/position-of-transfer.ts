import {
  cashAccount,
  clearingAccount,
  PAYOUTS,
  RETURNS,
  SUSPENSE_AMOUNT,
  SUSPENSE_DOUBLE_PAYMENTS,
  SUSPENSE_UNMATCHED,
} from '../tables/account-codes.ts';
import type { Line } from '../subject/subject.ts';
import { chargesOf } from '../valuation.ts';
import type { MonoTransfer } from './fold-mono-transfer.ts';
import type { Transfer } from './fold-transfer.ts';
import type { AppliedTariff } from './tariff-of-mono-transfer.ts';
import type { TransferRequest } from './transfer-fact.ts';

/** What decides the position: the fold, the request and the tariffs that apply. */
export interface Standing {
  readonly request: TransferRequest | null;
  readonly transfer: Transfer;
  readonly tariffs: readonly AppliedTariff[];
}

/** What should stand in each account for the transfer. Sums to zero per currency. */
export function positionOfTransfer({ request, transfer, tariffs }: Standing): readonly Line[] {
  const lines: Line[] = [];
  if (transfer.settler !== null) addSettled(lines, transfer.settler, request);
  else if (request !== null && isUnderWay(transfer)) addInFlight(lines, transfer, request);
  for (const double of transfer.doubles) addDouble(lines, double);
  for (const one of transfer.monoTransfers) addReturns(lines, one);
  for (const tariff of tariffs) addTariff(lines, tariff);
  return lines;
}

/** Counter account of the request; one that nobody may name is booked against suspense. */
export function counterAccountOf(request: TransferRequest): string {
  return request.isCounterKnown ? (request.counterAccount ?? PAYOUTS) : SUSPENSE_UNMATCHED;
}

/** Clearing account in which the money of a transfer in flight stands. */
export function clearingAccountOf(transfer: Transfer, request: TransferRequest): string {
  const { carrier } = transfer;
  const rail = carrier === null ? request.requestedRail : carrier.rail.clearingRail;
  return clearingAccount(rail, request.monoAccountId);
}

function isUnderWay(transfer: Transfer): boolean {
  return transfer.carrier !== null || transfer.state === 'requested';
}

function addInFlight(lines: Line[], transfer: Transfer, request: TransferRequest): void {
  const { amount, currency } = request;
  add(lines, { part: 'counter', account: counterAccountOf(request), amount, currency });
  const account = clearingAccountOf(transfer, request);
  add(lines, { part: 'clearing', account, amount: -amount, currency });
}

function addSettled(lines: Line[], settler: MonoTransfer, request: TransferRequest | null): void {
  const { terms } = settler;
  if (terms === null) return;
  const { amount, currency } = terms;
  if (request === null) {
    const account = dashboardCounterAccountOf(settler) ?? SUSPENSE_UNMATCHED;
    add(lines, { part: 'unmatched', account, amount, currency });
  } else {
    const account = counterAccountOf(request);
    add(lines, { part: 'counter', account, amount: request.amount, currency: request.currency });
    addDifference(lines, { amount, currency }, request);
  }
  const account = cashAccount(terms.monoAccountId);
  add(lines, { part: 'cash', account, amount: -amount, currency });
}

/** The requested amount left clearing and Mono's amount left cash: the difference is in suspense. */
function addDifference(
  lines: Line[],
  paid: { readonly amount: bigint; readonly currency: string },
  request: TransferRequest,
): void {
  const account = SUSPENSE_AMOUNT;
  const { amount, currency } = paid;
  add(lines, { part: 'amount', account, amount, currency });
  add(lines, { part: 'amount', account, amount: -request.amount, currency: request.currency });
}

/** The counter account of payments that were not requested here; null if no rule names one. */
export function dashboardCounterAccountOf(settler: MonoTransfer): string | null {
  const named = settler.run?.facts.find((fact) => fact.dashboardCounterAccount !== null);
  return named?.dashboardCounterAccount ?? null;
}

function addDouble(lines: Line[], { terms }: MonoTransfer): void {
  if (terms === null) return;
  const { amount, currency, monoAccountId } = terms;
  add(lines, { part: 'double', account: SUSPENSE_DOUBLE_PAYMENTS, amount, currency });
  const account = cashAccount(monoAccountId);
  add(lines, { part: 'double', account, amount: -amount, currency });
}

/** Each decline whose money comes back as a credit is owed to us until that credit clears it. */
function addReturns(lines: Line[], monoTransfer: MonoTransfer): void {
  for (const { comesBack, terms } of monoTransfer.declines) {
    if (!comesBack) continue;
    const { amount, currency, monoAccountId } = terms;
    add(lines, { part: 'return', account: RETURNS, amount, currency });
    const account = cashAccount(monoAccountId);
    add(lines, { part: 'return', account, amount: -amount, currency });
  }
}

function addTariff(lines: Line[], { valuation, outcome, monoAccountId }: AppliedTariff): void {
  const { components, currency } = valuation;
  for (const { account, amount } of chargesOf(components, outcome, monoAccountId)) {
    add(lines, { part: 'tariff', account, amount, currency });
  }
}

/** Adds to the line of the same part, account and currency; a line of zero does not stand. */
function add(lines: Line[], line: Line): void {
  const { part, account, currency } = line;
  for (let index = 0; index < lines.length; index += 1) {
    const known = lines[index];
    if (known === undefined || known.part !== part) continue;
    if (known.account !== account || known.currency !== currency) continue;
    const amount = known.amount + line.amount;
    if (amount === 0n) lines.splice(index, 1);
    else lines[index] = { part, account, amount, currency };
    return;
  }
  if (line.amount !== 0n) lines.push(line);
}
