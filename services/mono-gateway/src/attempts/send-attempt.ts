import type { LaneContext } from '../lanes/lane-context.ts';
import {
  attemptWithout,
  readAttempt,
  readLinkAttempt,
  type AttemptResult,
} from './read-attempt.ts';
import type { RecordedAttempt } from './take-attempts.ts';

const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Sends a recorded attempt: one request, never a second one. If the process stood still for too long
 * since the attempt was recorded, another instance may look for its outcome by now, so it is not
 * begun at all; neither is one whose `notAfter` has passed meanwhile.
 */
export async function sendAttempt(
  attempt: RecordedAttempt,
  context: Pick<LaneContext, 'client' | 'now' | 'steadyMilliseconds' | 'settings'>,
): Promise<AttemptResult> {
  const waited = context.steadyMilliseconds() - attempt.recordedAtMilliseconds;
  if (waited > context.settings.sendStartMillisecondsMax) return attemptWithout('not-started');
  const { notAfter } = attempt;
  if (notAfter !== null && notAfter < context.now()) return attemptWithout('not-started');
  const { id, secret } = attempt.apiKey;
  const call = { apiKey: { id, secret } };
  const { client, now } = context;
  const { stored } = attempt;
  if (stored.operation === 'transfers') {
    const outcome = await client.createTransfers(stored, call);
    return readAttempt(outcome, now() / MICROSECONDS_PER_MILLISECOND);
  }
  const outcome = await client.createCollectionLink(stored, call);
  return readLinkAttempt(outcome, now() / MICROSECONDS_PER_MILLISECOND);
}
