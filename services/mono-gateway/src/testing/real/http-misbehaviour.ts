import type { CreateBody, HeldTransfer } from '../faults/mono-ledger.ts';
import type { SeededRandom } from '../faults/random.ts';
import type { CreationFault } from './http-hostility.ts';
import { answerOf, errorOf, slowDown, type HttpReply } from './http-reply.ts';
import type { HttpWorld } from './http-world.ts';

/** One request to create. */
export interface Creation {
  readonly key: string;
  readonly body: CreateBody;
  readonly random: SeededRandom;
  /** From when on its work may be listed, or be done; microseconds. */
  readonly lateAt: number;
}

/** What a misbehaving Mono works with. */
export interface HttpMisbehaviour extends HttpWorld {
  /** Does the work of a request; `visibleAt` is when lists show it. */
  readonly work: (creation: Creation, visibleAt: number) => readonly HeldTransfer[];
  readonly doLater: (creation: Creation) => void;
  readonly answerCreated: (held: readonly HeldTransfer[]) => HttpReply;
}

const MICROSECONDS = 1_000;
const serverErrors = [500, 502, 503, 504] as const;

/** Faults with which Mono does no work: they can befall what it would refuse. */
export const withoutWork: ReadonlySet<CreationFault> = new Set([
  'reset-without-work',
  'error-without-work',
  'conflict',
  'refusal-without-work',
  'too-many',
  'request-timeout',
]);

/** Does what a fault says with a creation, and answers so. */
export function misbehave(
  fault: CreationFault,
  creation: Creation,
  world: HttpMisbehaviour,
): HttpReply {
  const { hostility, ledger, now, work, doLater, answerCreated } = world;
  const { random, lateAt, body } = creation;
  const tooLate = (reply: HttpReply): HttpReply =>
    reply.kind === 'answer'
      ? { ...reply, afterMilliseconds: hostility.tooLateMilliseconds }
      : reply;
  switch (fault) {
    case 'reset-without-work':
      return { kind: 'reset', sentBefore: 'nothing' };
    case 'reset-after-work':
      work(creation, lateAt);
      return { kind: 'reset', sentBefore: 'nothing' };
    case 'answer-cut-off':
      work(creation, lateAt);
      return { kind: 'reset', sentBefore: 'a-part' };
    case 'answer-too-late':
      return tooLate(answerCreated(work(creation, lateAt)));
    case 'work-too-late':
      doLater(creation);
      return tooLate(errorOf(504, 'timeout'));
    case 'error-after-work':
      work(creation, lateAt);
      return errorOf(random.pick(serverErrors), 'internal');
    case 'error-without-work':
      return errorOf(random.pick(serverErrors), 'internal');
    case 'conflict-after-work':
      work(creation, lateAt);
      return errorOf(409, 'conflict');
    case 'conflict':
      return errorOf(409, 'conflict');
    case 'unreadable-after-work':
      work(creation, lateAt);
      return answerOf(200, '{"transfers": [{');
    case 'part-of-batch': {
      const some = body.transfers.slice(0, Math.ceil(body.transfers.length / 2));
      const lag = world.isStarved() ? 0 : hostility.forgottenLagMillisecondsMax;
      const latest = now() + lag * MICROSECONDS;
      const visibleAt = Math.min(lateAt, latest);
      ledger.create({ ...body, transfers: some }, { visibleAt, insertedAt: now() });
      return errorOf(500, 'internal');
    }
    case 'missing-member':
      return answerCreated(work(creation, now()).slice(1));
    case 'refusal-without-work':
      return errorOf(422, 'validation_error');
    case 'too-many':
      return slowDown(random.chance(0.5));
    case 'request-timeout':
      return errorOf(408, 'timeout');
  }
}
