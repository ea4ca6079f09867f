import type { Mark, MarkKind } from '../subject/mark.ts';
import type { MonoTransfer } from './fold-mono-transfer.ts';
import { dashboardCounterAccountOf, type Standing } from './position-of-transfer.ts';
import { chargesOf } from '../valuation.ts';
import type { AppliedTariff } from './tariff-of-mono-transfer.ts';
import type { TransferRequest } from './transfer-fact.ts';

/** Everything about a transfer that a person or reconciliation must look at, as it stands now. */
export function marksOfTransfer(
  standing: Standing,
  conflicts: readonly TransferRequest[],
): readonly Mark[] {
  const marks: Mark[] = [];
  const { request, transfer, tariffs } = standing;
  for (const { amount, currency, eventId } of conflicts) {
    marks.push({ kind: 'request-conflict', amount, currency, about: eventId });
  }
  if (request !== null && !request.isCounterKnown) {
    const { amount, currency, counterAccount } = request;
    marks.push({ kind: 'unknown-account', amount, currency, about: counterAccount ?? '' });
  }
  if (transfer.settler !== null) markSettler(marks, transfer.settler, standing);
  for (const double of transfer.doubles) push(marks, 'double-payment', double);
  for (const one of transfer.monoTransfers) markMonoTransfer(marks, one);
  for (const tariff of tariffs) markTariff(marks, tariff);
  return marks;
}

function markSettler(marks: Mark[], settler: MonoTransfer, { request, transfer }: Standing): void {
  const { terms } = settler;
  if (terms === null) return;
  if (request === null) {
    if (dashboardCounterAccountOf(settler) === null) push(marks, 'unmatched', settler);
    return;
  }
  if (terms.currency !== request.currency) push(marks, 'amount', settler);
  else if (terms.amount !== request.amount) {
    const amount = terms.amount - request.amount;
    marks.push({ kind: 'amount', amount, currency: terms.currency, about: settler.monoTransferId });
  }
  if (transfer.wasRefused) push(marks, 'settled-after-refusal', settler);
  if (terms.monoAccountId !== request.monoAccountId) push(marks, 'mono-account', settler);
}

function markMonoTransfer(marks: Mark[], one: MonoTransfer): void {
  const { terms, monoTransferId, declines } = one;
  if (terms === null) return;
  if (one.amountSpread !== 0n) {
    const { currency } = terms;
    marks.push({ kind: 'amount', amount: one.amountSpread, currency, about: monoTransferId });
  }
  if (one.hasUnknownState) push(marks, 'unknown-state', one);
  const isUnmapped = declines.some(({ reason }) => reason === 'unmapped' || reason === 'absent');
  if (isUnmapped) push(marks, 'unmapped-reason', one);
}

function markTariff(marks: Mark[], tariff: AppliedTariff): void {
  const { monoTransfer, valuation, outcome, isUnseen } = tariff;
  const isCharged = chargesOf(valuation.components, outcome, tariff.monoAccountId).length > 0;
  const isSettled = outcome === 'settled';
  if (monoTransfer.rail.isDoubtful && (isSettled || isCharged)) {
    push(marks, 'rail-evidence', monoTransfer);
  }
  if (valuation.problem !== null && outcome !== 'declined-at-origin') {
    const { amount, currency, rail, problem } = valuation;
    const about = problem === 'unknown-mono-account' ? tariff.monoAccountId : rail;
    marks.push({ kind: problem, amount, currency, about });
  }
  if (isUnseen && isCharged) push(marks, 'fee', monoTransfer);
}

function push(marks: Mark[], kind: MarkKind, { terms, monoTransferId }: MonoTransfer): void {
  marks.push({
    kind,
    amount: terms?.amount ?? 0n,
    currency: terms?.currency ?? '',
    about: monoTransferId,
  });
}
