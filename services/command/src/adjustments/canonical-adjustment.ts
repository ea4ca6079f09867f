import type { CanonicalForm } from '../transfers/command-hasher.ts';
import type { AdjustmentCommand } from './adjustment-command.ts';

/**
 * The command as a list of names and values in turn: equal lists are equal commands. Fields that were
 * not given do not appear, so that a field added later changes no old command.
 */
export function canonicalAdjustment(command: AdjustmentCommand): readonly string[] {
  const { author, reason, driftId, openingBalance, postings } = command;
  return [
    'author',
    author,
    'reason',
    reason,
    ...(driftId === null ? [] : ['driftId', driftId]),
    ...(openingBalance ? ['openingBalance', 'true'] : []),
    ...postings.flatMap(({ account, amount, currency }) => [
      'account',
      account,
      'amount',
      amount.toString(),
      'currency',
      currency,
    ]),
  ];
}

/** The canonical form of adjustments. */
export const adjustmentForm: CanonicalForm<AdjustmentCommand> = {
  version: 1,
  fieldsOf: canonicalAdjustment,
};
