import type { MonoFailed, MonoFailure } from '@riel/mono-client';
import { answerJson, monoError, type Answer } from './answers.ts';
import type { Hostility } from './hostility.ts';
import type { CreateBody, HeldTransfer, MonoLedger } from './mono-ledger.ts';
import type { SeededRandom } from './random.ts';

const failed = (
  failure: MonoFailure,
  requestWasSent: MonoFailed['requestWasSent'],
): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent,
  status: null,
  detail: failure,
  milliseconds: 1,
});

/** What goes wrong with a creation: whether Mono does the work, and what the client hears. */
export const createFaults = [
  'refused-connection',
  'reset-without-work',
  'reset-after-work',
  'late-work',
  'error-without-work',
  'error-after-work',
  'unreadable-after-work',
  'conflict',
  'conflict-after-work',
  'too-many',
  'request-timeout',
  'redirect',
  'refusal-without-work',
  'part-of-batch',
  'missing-member',
  'odd-status',
] as const;
export type CreateFault = (typeof createFaults)[number];

/** What a misbehaving Mono works with. */
export interface Misbehaviour {
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  readonly ledger: MonoLedger;
  /** Microseconds. */
  readonly now: () => number;
  /** Does the work of a request; `visibleAt` is when lists show it. */
  readonly work: (key: string, body: CreateBody, visibleAt: number) => readonly HeldTransfer[];
  readonly doLater: (late: {
    readonly at: number;
    readonly key: string;
    readonly body: CreateBody;
  }) => void;
  readonly answerCreated: (held: readonly HeldTransfer[], status: number) => Answer;
}

const MICROSECONDS = 1_000;

/** Does what a fault says with a creation, and answers so. */
export function misbehave(
  fault: CreateFault,
  { key, body }: { readonly key: string; readonly body: CreateBody },
  options: Misbehaviour,
): Answer | MonoFailed {
  const { random, hostility, ledger, now, work } = options;
  const { lagMillisecondsMax, forgottenLagMillisecondsMax } = hostility;
  const lag = random.whole(0, lagMillisecondsMax) * MICROSECONDS;
  const seen = now() + lag;
  switch (fault) {
    case 'refused-connection':
      return failed('connection-refused', false);
    case 'reset-without-work':
      return failed('reset-after-sent', random.pick<true | 'unknown'>([true, 'unknown']));
    case 'reset-after-work':
      work(key, body, seen);
      return failed(random.pick(['reset-after-sent', 'headers-timeout']), true);
    case 'late-work':
      options.doLater({ key, body, at: seen });
      return failed('total-timeout', true);
    case 'error-without-work':
      return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
    case 'error-after-work':
      work(key, body, seen);
      return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
    case 'unreadable-after-work':
      work(key, body, seen);
      return answerJson(200, 'not an object');
    case 'conflict':
      return monoError(409, 'conflict', null);
    case 'conflict-after-work':
      work(key, body, seen);
      return monoError(409, 'conflict', null);
    case 'too-many':
      return { ...monoError(429, 'slow_down', null), headers: { 'retry-after': '2' } };
    case 'request-timeout':
      return monoError(408, 'timeout', null);
    case 'redirect':
      return answerJson(302, {});
    case 'odd-status':
      return monoError(418, 'odd', null);
    case 'refusal-without-work':
      return monoError(422, 'insufficient_funds', null);
    case 'part-of-batch': {
      const some = body.transfers.slice(0, Math.ceil(body.transfers.length / 2));
      const visibleAt = Math.min(seen, now() + forgottenLagMillisecondsMax * MICROSECONDS);
      ledger.create({ ...body, transfers: some }, { insertedAt: now(), visibleAt });
      return monoError(500, 'internal', null);
    }
    case 'missing-member': {
      const held = work(key, body, now());
      return options.answerCreated(held.slice(1), 200);
    }
  }
}

/** Faults without any work: they can befall what Mono would refuse. */
export const noWork: ReadonlySet<CreateFault> = new Set([
  'refused-connection',
  'reset-without-work',
  'error-without-work',
  'conflict',
  'too-many',
  'request-timeout',
  'redirect',
  'refusal-without-work',
  'odd-status',
]);
