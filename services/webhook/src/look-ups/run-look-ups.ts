import { readFinalStates } from '../facts/read-final-states.ts';
import { readFact } from '../mono-ids/publish-matches.ts';
import { transferIdOf } from '../facts/provider-event.ts';
import type { Logger } from '@riel/runtime';
import type { MonoApiKey, MonoReader } from '@riel/mono-client';
import { askDuplicate } from './ask-duplicate.ts';
import { askMono } from './ask-mono.ts';
import { leaseDueLookUps, type DueLookUp } from './due-look-ups.ts';
import { finishLookUp, type FinishPorts } from './finish-look-up.ts';
import { again, type AskPorts, type LookUpAnswer } from './look-up-answer.ts';

/** What looking up needs. */
export interface LookUpPorts extends FinishPorts {
  readonly reader: MonoReader;
  /** The keys to ask with, the best one first; none at present if it is empty. */
  readonly apiKeys: () => readonly MonoApiKey[];
  readonly logger: Logger;
  readonly prepareSealer: () => Promise<void>;
  readonly lookUpsMax: number;
  readonly leaseMilliseconds: number;
  readonly onCommitted: () => void;
  readonly onAnswer: (reason: string, outcome: string) => void;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

async function askHeld(
  ports: LookUpPorts,
  asking: AskPorts,
  lookUp: DueLookUp,
): Promise<LookUpAnswer> {
  if (lookUp.heldEvent === null) return again('nothing-held');
  await ports.codec.prepare([lookUp.heldEvent]);
  const event = readFact(ports.codec, lookUp.heldEvent);
  const transferId = transferIdOf(event);
  if (transferId === null) return { kind: 'other', otherMonoTransferId: null };
  const { monoTransferId, monoAccountId } = event.value;
  const gap = BigInt(ports.gapMilliseconds * MICROSECONDS_PER_MILLISECOND);
  const { foundNoneAt } = lookUp;
  const wasFoundNone = foundNoneAt !== null && BigInt(ports.now()) >= foundNoneAt + gap;
  return await askDuplicate(asking, { transferId, monoTransferId, monoAccountId, wasFoundNone });
}

/** Asks about one look-up and publishes what was found. One that fails is asked again after its lease. */
async function runLookUp(ports: LookUpPorts, asking: AskPorts, lookUp: DueLookUp): Promise<void> {
  try {
    const answer =
      lookUp.kind === 'duplicate'
        ? await askHeld(ports, asking, lookUp)
        : await askMono(asking, lookUp);
    await finishLookUp(ports, { lookUp, answer });
    ports.onAnswer(lookUp.reason, answer.kind === 'again' ? answer.outcome : answer.kind);
  } catch (error) {
    ports.logger.warn({ error }, 'a look-up failed, later again');
    ports.onAnswer(lookUp.reason, 'failed');
  }
}

/**
 * Asks Mono about all look-ups that are due, `lookUpsMax` at a time, and publishes what it says.
 * Returns how many were asked. Without an API key nothing is asked, and the age of what waits tells.
 */
export async function runLookUps(ports: LookUpPorts): Promise<number> {
  let total = 0;
  for (;;) {
    const apiKeys = ports.apiKeys();
    if (apiKeys.length === 0) return total;
    const now = ports.now();
    const due = await leaseDueLookUps(ports.database.kysely, {
      now: BigInt(now),
      leasedUntil: BigInt(now + ports.leaseMilliseconds * MICROSECONDS_PER_MILLISECOND),
      lookUpsMax: ports.lookUpsMax,
    });
    if (due.length === 0) return total;
    await ports.prepareSealer();
    const asking: AskPorts = {
      reader: ports.reader,
      apiKeys,
      nowMilliseconds: () => Number(ports.now()) / MICROSECONDS_PER_MILLISECOND,
      finalStates: (ids) => readFinalStates(ports.database.kysely, ids),
    };
    await Promise.all(due.map((lookUp) => runLookUp(ports, asking, lookUp)));
    ports.onCommitted();
    total += due.length;
    if (due.length < ports.lookUpsMax) return total;
  }
}
