import {
  retryAfterMilliseconds,
  type MonoApiKey,
  type MonoOutcome,
  type MonoReader,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { MonoAccountId, MonoTransferId, TransferId } from '@riel/schemas';
import type { KnownFinalState } from '../facts/read-final-states.ts';

/** A Mono transfer that Mono says is ours. */
export interface NamedTransfer {
  readonly monoTransferId: MonoTransferId;
  readonly transferId: TransferId;
  readonly monoAccountId: MonoAccountId;
}

/** What Mono's answer tells, whether or not it is the whole answer. */
export interface LearnedByLookUp {
  readonly events: readonly NormalisedEvent[];
  readonly named: readonly NamedTransfer[];
}

/** What Mono answered, or why it is to be asked again. */
export type LookUpAnswer =
  | ({ readonly kind: 'answered' } & LearnedByLookUp)
  | ({
      readonly kind: 'again';
      readonly outcome: string;
      readonly retryAfterMilliseconds: number | null;
    } & LearnedByLookUp)
  /** The other transfer of a duplicate, or none, proven. */
  | { readonly kind: 'other'; readonly otherMonoTransferId: MonoTransferId | null }
  /** None was found, proven, for the first time: one more look is due after the gap. */
  | { readonly kind: 'found-none' };

/** What asking needs. */
export interface AskPorts {
  readonly reader: MonoReader;
  /** Keys to ask with, the best one first. */
  readonly apiKeys: readonly MonoApiKey[];
  readonly nowMilliseconds: () => number;
  /** The last final states that were published of these Mono transfers. */
  readonly finalStates: (
    monoTransferIds: readonly string[],
  ) => Promise<ReadonlyMap<string, KnownFinalState>>;
}

/** Why there is no answer to a call. */
export interface Trouble {
  readonly outcome: string;
  readonly retryAfterMilliseconds: number | null;
}

export type Value<Found> =
  | { readonly kind: 'value'; readonly value: Found }
  | ({ readonly kind: 'trouble' } & Trouble);

const refusals: ReadonlySet<number> = new Set([401, 403]);

function valueOf<Found>(outcome: MonoOutcome<Found>, nowMilliseconds: number): Value<Found> {
  if (outcome.kind === 'failed') {
    return { kind: 'trouble', outcome: outcome.failure, retryAfterMilliseconds: null };
  }
  const { body, status, headers } = outcome;
  if (body.kind === 'parsed') return { kind: 'value', value: body.value };
  return {
    kind: 'trouble',
    outcome: body.kind === 'unreadable' && status < 300 ? 'unreadable' : `status-${status}`,
    retryAfterMilliseconds: retryAfterMilliseconds(headers['retry-after'], nowMilliseconds),
  };
}

/** Asks with one key after the other while Mono refuses the key. */
export async function ask<Found>(
  ports: Pick<AskPorts, 'apiKeys' | 'nowMilliseconds'>,
  call: (apiKey: MonoApiKey) => Promise<MonoOutcome<Found>>,
): Promise<Value<Found>> {
  let last: Value<Found> = { kind: 'trouble', outcome: 'no-key', retryAfterMilliseconds: null };
  for (const apiKey of ports.apiKeys) {
    const outcome = await call(apiKey);
    last = valueOf(outcome, ports.nowMilliseconds());
    if (outcome.kind === 'failed' || !refusals.has(outcome.status)) return last;
  }
  return last;
}

/** Asked again later; what was learned meanwhile is not lost. */
export const again = (
  outcome: string,
  more: Partial<LearnedByLookUp & Trouble> = {},
): LookUpAnswer => ({
  events: [],
  named: [],
  retryAfterMilliseconds: null,
  ...more,
  kind: 'again',
  outcome,
});
