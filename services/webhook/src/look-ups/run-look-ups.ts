import type { Database, Transaction } from '@riel/database';
import type { MonoApiKey, MonoReader } from '@riel/mono-client';
import { publishFacts, type FactPorts } from '../receipts/publish-facts.ts';
import { askMono, type LookUpAnswer } from './ask-mono.ts';
import { endLookUp, putOffLookUp, takeDueLookUps, type DueLookUp } from './sql.ts';

/** What looking up needs. */
export interface LookUpPorts extends FactPorts {
  readonly database: Database;
  readonly reader: MonoReader;
  /** The key to ask with; null if there is none at present. */
  readonly apiKey: () => MonoApiKey | null;
  readonly prepareSealer: () => Promise<void>;
  readonly lookUpsMax: number;
  readonly retryMillisecondsMin: number;
  readonly retryMillisecondsMax: number;
  readonly onCommitted: () => void;
  readonly onAnswer: (reason: string, outcome: string) => void;
}

const MICROSECONDS_PER_MILLISECOND = 1_000n;

/** The pause after so many attempts, in microseconds: doubled each time, up to the limit. */
export function lookUpPause(
  attempts: number,
  limits: Pick<LookUpPorts, 'retryMillisecondsMin' | 'retryMillisecondsMax'>,
): bigint {
  const doubled = limits.retryMillisecondsMin * 2 ** Math.min(attempts, 30);
  const milliseconds = Math.min(doubled, limits.retryMillisecondsMax);
  return BigInt(milliseconds) * MICROSECONDS_PER_MILLISECOND;
}

async function finish(
  transaction: Transaction,
  ports: LookUpPorts,
  { lookUp, answer }: { readonly lookUp: DueLookUp; readonly answer: LookUpAnswer },
): Promise<void> {
  if (answer.kind === 'again') {
    ports.onAnswer(lookUp.reason, answer.outcome);
    const dueAt = BigInt(ports.now()) + lookUpPause(lookUp.attempts, ports);
    await putOffLookUp(transaction, lookUp.lookUpId, { dueAt, outcome: answer.outcome });
    return;
  }
  const { evidenceId } = lookUp;
  const facts = answer.events.map((event) => ({ event, evidenceId, traceparent: null }));
  await publishFacts(transaction, facts, ports);
  await endLookUp(transaction, lookUp.lookUpId);
  ports.onAnswer(lookUp.reason, 'answered');
}

/**
 * Asks Mono about a round of due look-ups and publishes what it says. The rows stay locked meanwhile,
 * so that another instance asks about others; time-outs of the client bound how long.
 */
export async function runLookUps(ports: LookUpPorts): Promise<number> {
  const apiKey = ports.apiKey();
  if (apiKey === null) return 0;
  await ports.prepareSealer();
  const taken = await ports.database.transaction(async (transaction) => {
    const due = await takeDueLookUps(transaction, {
      now: BigInt(ports.now()),
      lookUpsMax: ports.lookUpsMax,
    });
    const answers = await Promise.all(due.map((lookUp) => askMono(ports.reader, apiKey, lookUp)));
    for (const [index, lookUp] of due.entries()) {
      const answer = answers[index];
      if (answer !== undefined) await finish(transaction, ports, { lookUp, answer });
    }
    return due.length;
  });
  if (taken > 0) ports.onCommitted();
  return taken;
}
