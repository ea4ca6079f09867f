import type { CommandHash, KnownCommand, Outcome } from '../transfers/acceptance.ts';
import type { Rejection } from '../transfers/rejection.ts';

const reused: Rejection = {
  field: 'idempotencyKey',
  code: 'idempotency-key-reused',
  message: 'was used before for another command',
};

/** The first answer again if it was the same command, a rejection if the key was used for another. */
export function answerAgain<Answer>(
  candidate: { readonly isSameAs: (known: CommandHash) => boolean },
  earlier: KnownCommand<Answer>,
): Outcome<Answer> {
  if (!candidate.isSameAs(earlier.hash)) return { kind: 'rejected', rejections: [reused] };
  return { kind: 'replayed', answer: earlier.answer };
}
