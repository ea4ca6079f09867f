import type { Database, Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant, MonoTransferId } from '@riel/schemas';
import { publishFacts, type FactPorts } from '../facts/publish-facts.ts';
import { readFact, renew, rowOf, type MatchCodec } from '../mono-ids/publish-matches.ts';
import { insertMonoTransfers } from '../mono-ids/mono-transfers.ts';
import { endHold } from '../mono-ids/unmatched-facts.ts';
import { endLookUp, putOffLookUp, type DueLookUp } from './due-look-ups.ts';
import type { LearnedByLookUp, LookUpAnswer } from './look-up-answer.ts';
import { lookUpPause, type PauseLimits } from './look-up-pause.ts';

/** What finishing needs. */
export interface FinishPorts extends FactPorts, PauseLimits {
  readonly database: Database;
  readonly codec: MatchCodec;
  readonly gapMilliseconds: number;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

const later = (now: Instant, milliseconds: number): bigint =>
  BigInt(now + milliseconds * MICROSECONDS_PER_MILLISECOND);

async function learn(
  transaction: Transaction,
  ports: FinishPorts,
  { lookUp, learned }: { readonly lookUp: DueLookUp; readonly learned: LearnedByLookUp },
): Promise<{ readonly isOwned: boolean }> {
  const { evidenceId } = lookUp;
  const knownAt = BigInt(ports.now());
  await insertMonoTransfers(
    transaction,
    learned.named.map((named) => ({ ...named, knownAt })),
  );
  const facts = learned.events.map((event) => ({
    event,
    evidenceId,
    isUnnamed: false,
    traceparent: null,
  }));
  await publishFacts(transaction, facts, ports);
  const isOwned = learned.named.some(({ monoTransferId }) => monoTransferId === lookUp.objectId);
  // Mono has answered and names no owner of ours: there is nothing to wait for.
  const hasAnswered = learned.events.length > 0;
  if (lookUp.reason === 'unnamed' && hasAnswered && !isOwned) {
    await endHold(transaction, lookUp.objectId);
  }
  return { isOwned };
}

async function publishDuplicate(
  transaction: Transaction,
  ports: FinishPorts,
  held: { readonly event: Buffer; readonly otherMonoTransferId: MonoTransferId | null },
): Promise<void> {
  const event = renew(readFact(ports.codec, held.event), {
    recordedAt: ports.now(),
    otherMonoTransferId: held.otherMonoTransferId,
  });
  await appendToOutbox(transaction, 'webhook', [rowOf(event, ports.codec)]);
}

async function finishIn(
  transaction: Transaction,
  ports: FinishPorts,
  { lookUp, answer }: { readonly lookUp: DueLookUp; readonly answer: LookUpAnswer },
): Promise<void> {
  const { lookUpId } = lookUp;
  const now = ports.now();
  switch (answer.kind) {
    case 'answered':
      await learn(transaction, ports, { lookUp, learned: answer });
      await endLookUp(transaction, lookUpId);
      return;
    case 'again': {
      const { isOwned } = await learn(transaction, ports, { lookUp, learned: answer });
      if (lookUp.reason === 'unnamed' && isOwned) {
        await endLookUp(transaction, lookUpId);
        return;
      }
      const ageMilliseconds = (now - Number(lookUp.createdAt)) / MICROSECONDS_PER_MILLISECOND;
      const pause = lookUpPause({ ...lookUp, ageMilliseconds }, ports);
      const dueAt = later(now, Math.max(pause, answer.retryAfterMilliseconds ?? 0));
      await putOffLookUp(transaction, lookUpId, {
        dueAt,
        outcome: answer.outcome,
        foundNoneAt: null,
      });
      return;
    }
    case 'found-none':
      await putOffLookUp(transaction, lookUpId, {
        dueAt: later(now, ports.gapMilliseconds),
        outcome: 'found-none',
        foundNoneAt: BigInt(now),
      });
      return;
    case 'other': {
      // Whoever ends it publishes: the held fact is published once.
      const isEnded = await endLookUp(transaction, lookUpId);
      if (!isEnded || lookUp.heldEvent === null) return;
      const { otherMonoTransferId } = answer;
      await publishDuplicate(transaction, ports, { event: lookUp.heldEvent, otherMonoTransferId });
    }
  }
}

/** Publishes what a look-up found and ends it or puts it off, in one transaction of its own. */
export async function finishLookUp(
  ports: FinishPorts,
  finished: { readonly lookUp: DueLookUp; readonly answer: LookUpAnswer },
): Promise<void> {
  await ports.database.transaction((transaction) => finishIn(transaction, ports, finished));
}
