import type { TransferFact } from './transfer-fact.ts';

/** Whether one of the facts already says all that a new record says. */
export function isKnownFact(facts: readonly TransferFact[], fact: TransferFact): boolean {
  for (const known of facts) if (says(known, fact)) return true;
  return false;
}

/**
 * Equal ids do not decide: a record of the same id with another amount or rail says something new.
 * What the tables made of a record (its counter account, say) does not count, since a repetition
 * under other tables is still a repetition.
 */
function says(known: TransferFact, fact: TransferFact): boolean {
  if (known.kind !== fact.kind || known.occurredAt !== fact.occurredAt) return false;
  if (known.monoTransferId !== fact.monoTransferId) return false;
  if (known.state !== fact.state || known.previousState !== fact.previousState) return false;
  if (known.amount !== fact.amount || known.currency !== fact.currency) return false;
  if (known.monoAccountId !== fact.monoAccountId) return false;
  if (known.forgedRequest !== fact.forgedRequest) return false;
  return saysRail(known, fact) && saysReason(known, fact) && saysOther(known, fact);
}

function saysRail(known: TransferFact, fact: TransferFact): boolean {
  if (fact.rail === null) return true;
  return known.rail === fact.rail && known.evidence === fact.evidence;
}

function saysReason(known: TransferFact, fact: TransferFact): boolean {
  return fact.declinationReason === null || known.declinationReason === fact.declinationReason;
}

function saysOther(known: TransferFact, fact: TransferFact): boolean {
  return (
    fact.otherMonoTransferId === null || known.otherMonoTransferId === fact.otherMonoTransferId
  );
}
