import { cashAccount, decide, positionOf, type SubjectState, type Tables } from '@riel/books';
import {
  normaliseCollectionIntent,
  normaliseTransfer,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { AnyEvent } from '@riel/schemas';
import { monoIntentOf } from '../matching/intent-side.ts';
import type { IntentSide } from '../matching/match-intent.ts';
import { monoTransferOf } from '../matching/mono-side.ts';
import type { MonoSide } from '../matching/sides.ts';

/** The ordinary event of what Mono states, given what the books hold; null if it is none yet. */
export function eventOfMono(
  mono: MonoSide,
  knownFinalState: string | null,
): NormalisedEvent | null {
  const normalised = normaliseTransfer(monoTransferOf(mono), {
    source: 'look-up',
    ...(knownFinalState === null ? {} : { knownFinalState }),
  });
  return normalised.kind === 'event' ? normalised.event : null;
}

/** The ordinary event of a PSE payment; null if it is not final. */
export function eventOfIntent(mono: IntentSide): NormalisedEvent | null {
  const normalised = normaliseCollectionIntent(monoIntentOf(mono), { source: 'look-up' });
  return normalised.kind === 'event' ? normalised.event : null;
}

/**
 * By how much the books' cash in the Mono account would change if the event were booked: what an
 * unhealed drift keeps the balances apart by.
 */
export function effectOf(
  event: NormalisedEvent | null,
  subject: SubjectState | null,
  { tables, monoAccountId }: { readonly tables: Tables; readonly monoAccountId: string },
): bigint {
  if (event === null) return 0n;
  const whole = {
    name: event.name,
    value: {
      ...event.value,
      recordedAt: event.value.occurredAt,
      evidenceId: null,
      sealedText: null,
      thirdPartyId: null,
    },
  } as AnyEvent;
  const decision = decide({ event: whole, key: event.key, subject, tables, closedThrough: null });
  if (decision.kind === 'known') return 0n;
  return (
    cashOf(decision.subject, monoAccountId) -
    (subject === null ? 0n : cashOf(subject, monoAccountId))
  );
}

function cashOf(subject: SubjectState, monoAccountId: string): bigint {
  const account = cashAccount(monoAccountId);
  return positionOf(subject)
    .filter((posting) => posting.account === account)
    .reduce((sum, posting) => sum + posting.amount, 0n);
}
