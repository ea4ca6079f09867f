import type { MonoFailed } from '@riel/mono-client';
import { answerJson, failed, monoError, type Answer } from './answers.ts';
import { drawLag, type Hostility } from './hostility.ts';
import type { CreateBody, HeldTransfer, MonoLedger } from './mono-ledger.ts';
import type { SeededRandom } from './random.ts';

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
  'unauthorized',
  'forbidden',
  'not-found',
  'redirect',
  'odd-status',
  'refusal-without-work',
  'account-refused',
  'part-of-batch',
  'missing-member',
  'foreign-member',
  'silent-member',
] as const;
export type CreateFault = (typeof createFaults)[number];

/** A creation that goes wrong. */
export interface Creation {
  readonly key: string;
  readonly body: CreateBody;
}

/** What a misbehaving Mono works with. */
export interface Misbehaviour {
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  readonly ledger: MonoLedger;
  /** Microseconds. */
  readonly now: () => number;
  /** Does the work of a request; `visibleAt` is when lists show it. */
  readonly work: (creation: Creation, visibleAt: number) => readonly HeldTransfer[];
  readonly doLater: (creation: Creation, at: number) => void;
  readonly answerCreated: (held: readonly HeldTransfer[], extra?: 'foreign' | 'silent') => Answer;
}

const MICROSECONDS = 1_000;

/** Does what a fault says with a creation, and answers so. */
export function misbehave(
  fault: CreateFault,
  creation: Creation,
  options: Misbehaviour,
): Answer | MonoFailed {
  const { random, hostility, now, work } = options;
  const seen = now() + drawLag(random, hostility, hostility.lagMillisecondsMax) * MICROSECONDS;
  switch (fault) {
    case 'reset-after-work':
      work(creation, seen);
      return failed(random.pick(['reset-after-sent', 'headers-timeout']), true);
    case 'late-work':
      options.doLater(creation, seen);
      return failed('total-timeout', true);
    case 'error-after-work':
      work(creation, seen);
      return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
    case 'unreadable-after-work':
      work(creation, seen);
      return answerJson(200, 'not an object');
    case 'conflict-after-work':
      work(creation, seen);
      return monoError(409, 'conflict', null);
    case 'part-of-batch':
      createPart(creation.body, options);
      return monoError(500, 'internal', null);
    case 'missing-member':
      return options.answerCreated(work(creation, now()).slice(1));
    case 'foreign-member':
      return options.answerCreated(work(creation, now()), 'foreign');
    case 'silent-member':
      return options.answerCreated(work(creation, seen), 'silent');
    default:
      return answerWithoutWork(fault, random);
  }
}

/** Faults without any work: they can befall what Mono would refuse. */
export type IdleFault = Exclude<
  CreateFault,
  | `${string}-after-work`
  | 'late-work'
  | 'part-of-batch'
  | 'missing-member'
  | 'foreign-member'
  | 'silent-member'
>;

function answerWithoutWork(fault: IdleFault, random: SeededRandom): Answer | MonoFailed {
  switch (fault) {
    case 'refused-connection':
      return failed('connection-refused', false);
    case 'reset-without-work':
      return failed('reset-after-sent', random.pick<true | 'unknown'>([true, 'unknown']));
    case 'error-without-work':
      return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
    case 'conflict':
      return monoError(409, 'conflict', null);
    case 'too-many':
      return { ...monoError(429, 'slow_down', null), headers: { 'retry-after': '2' } };
    case 'request-timeout':
      return monoError(408, 'timeout', null);
    case 'unauthorized':
      return monoError(401, 'expired_token', null);
    case 'forbidden':
      return monoError(403, 'not_authorized', null);
    case 'not-found':
      return monoError(404, 'item_not_found', null);
    case 'redirect':
      return answerJson(302, {});
    case 'odd-status':
      return monoError(418, 'odd', null);
    case 'refusal-without-work':
      return monoError(random.pick([400, 422]), 'insufficient_funds', null);
    case 'account-refused':
      return monoError(422, 'validation_error', '#/account_id');
  }
}

/** Creates the first half, and does not know the key afterwards. */
function createPart(body: CreateBody, { random, hostility, ledger, now }: Misbehaviour): void {
  const some = body.transfers.slice(0, Math.ceil(body.transfers.length / 2));
  const most = Math.min(hostility.lagMillisecondsMax, hostility.forgottenLagMillisecondsMax);
  const visibleAt = now() + drawLag(random, hostility, most) * MICROSECONDS;
  ledger.create({ ...body, transfers: some }, { insertedAt: now(), visibleAt });
}

const idleFaults: ReadonlySet<CreateFault> = new Set<IdleFault>([
  'refused-connection',
  'reset-without-work',
  'error-without-work',
  'conflict',
  'too-many',
  'request-timeout',
  'unauthorized',
  'forbidden',
  'not-found',
  'redirect',
  'odd-status',
  'refusal-without-work',
  'account-refused',
]);

/** Whether Mono does nothing at all. */
export const isIdle = (fault: CreateFault): boolean => idleFaults.has(fault);
