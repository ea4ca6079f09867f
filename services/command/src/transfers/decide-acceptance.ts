import {
  sumKeyText,
  type Candidate,
  type DailyLimit,
  type KnownState,
  type KnownTransfer,
  type Outcome,
} from './acceptance.ts';
import { answerAgain } from '../once/answer-again.ts';
import type { Rejection } from './rejection.ts';

const overDailyLimit: Rejection = {
  field: 'amount',
  code: 'daily-limit-exceeded',
  message: 'would exceed what this caller may have accepted in one day',
};

/**
 * Decides on commands in their order; a later one sees what was decided on an earlier one. The key is
 * looked at first: a command that was accepted once is answered as then, whatever the rules say today.
 */
export function decideAcceptance(
  candidates: readonly Candidate[],
  known: KnownState,
  limit: DailyLimit,
): readonly Outcome[] {
  const transfers = new Map<string, KnownTransfer>(known.transfers);
  const sums = new Map(known.sums);
  return candidates.map((candidate): Outcome => {
    const earlier = transfers.get(candidate.transferId);
    if (earlier !== undefined) return answerAgain(candidate, earlier);
    if (candidate.rejections.length > 0) {
      return { kind: 'rejected', rejections: candidate.rejections };
    }
    const sumKey = sumKeyText(candidate);
    const sum = (sums.get(sumKey) ?? 0n) + candidate.amount;
    if (sum > limit.callerDailyMinorUnitsMax) {
      return { kind: 'rejected', rejections: [overDailyLimit] };
    }
    sums.set(sumKey, sum);
    transfers.set(candidate.transferId, { hash: candidate.hash, answer: candidate.answer });
    return { kind: 'accepted', answer: candidate.answer };
  });
}
