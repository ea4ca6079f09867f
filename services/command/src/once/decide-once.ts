import type { KnownCommand, Outcome } from '../transfers/acceptance.ts';
import { answerAgain } from './answer-again.ts';
import type { OnceCommand } from './once-command.ts';

type Candidate<Answer> = Omit<OnceCommand<Answer>, 'outboxRow' | 'caller'>;

/**
 * Decides on commands in their order; a later one sees what was decided on an earlier one. The key is
 * looked at first: a command that was accepted once is answered as then, whatever the rules say today.
 */
export function decideOnce<Answer>(
  candidates: readonly Candidate<Answer>[],
  known: ReadonlyMap<string, KnownCommand<Answer>>,
): readonly Outcome<Answer>[] {
  const commands = new Map(known);
  return candidates.map((candidate): Outcome<Answer> => {
    const { id, rejections, hash, answer } = candidate;
    const earlier = commands.get(id);
    if (earlier !== undefined) return answerAgain(candidate, earlier);
    if (rejections.length > 0) return { kind: 'rejected', rejections };
    commands.set(id, { hash, answer });
    return { kind: 'accepted', answer };
  });
}
