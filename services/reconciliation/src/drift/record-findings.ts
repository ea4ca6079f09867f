import { appendToOutbox } from '@riel/outbox';
import type { Transaction } from '@riel/database';
import type { Instant, MinorUnits, MonoAccountId } from '@riel/schemas';
import type { EventWriter } from '../healing/event-writer.ts';
import type { JudgedFinding } from '../judging/judged.ts';
import { decideFound } from './decide-found.ts';
import { driftEventIdOf, driftIdOf } from './drift-id.ts';
import { lockDrifts, saveDrifts, type DriftToSave } from './sql/drifts.ts';
import { insertRunDrifts } from './sql/run-drifts.ts';

/** Who found what: a run, or the watcher. */
export interface Finder {
  readonly runNumber: bigint | null;
  readonly runId: string | null;
  readonly monoAccountId: string;
  readonly now: Instant;
}

/** One drift that was recorded. */
export interface RecordedDrift {
  readonly driftId: string;
  readonly isNew: boolean;
}

const accountOf = (one: JudgedFinding, monoAccountId: string): string | null =>
  one.hasMonoAccount ? monoAccountId : null;

/** Findings by their identity, in their order; of two with one identity the later one stands. */
export function findingsById(
  judged: readonly JudgedFinding[],
  monoAccountId: string,
): ReadonlyMap<string, JudgedFinding> {
  return new Map(
    judged.map((one) => [driftIdOf(one.finding, accountOf(one, monoAccountId)), one] as const),
  );
}

/**
 * Gives findings their identity: new drifts and those that came back are published, the others only
 * seen again. Returns them in the order of the findings.
 */
export async function recordFindings(
  transaction: Transaction,
  judged: readonly JudgedFinding[],
  {
    finder,
    events,
    ordinal,
  }: { readonly finder: Finder; readonly events: EventWriter; readonly ordinal: number },
): Promise<readonly RecordedDrift[]> {
  const found = findingsById(judged, finder.monoAccountId);
  const known = await lockDrifts(transaction, [...found.keys()]);
  const drifts = [...found].map(([driftId, one]): DriftToSave => {
    const decision = decideFound(known.get(driftId) ?? null, finder.now);
    const monoAccountId = accountOf(one, finder.monoAccountId);
    return { ...one, driftId, decision, monoAccountId, finder };
  });
  await saveDrifts(transaction, drifts);
  const { runNumber } = finder;
  if (runNumber !== null) await insertRunDrifts(transaction, drifts, { runNumber, ordinal });
  const opened = drifts.filter((one) => one.decision.kind === 'opened');
  await appendToOutbox(
    transaction,
    'reconciliation',
    opened.map(({ driftId, finding, decision, monoAccountId }) =>
      events.driftFound({
        eventId: driftEventIdOf('DriftFound', driftId, decision.timesOpened),
        occurredAt: finder.now,
        driftId,
        runId: finder.runId,
        kind: finding.kind,
        subject: finding.subject,
        monoAccountId: monoAccountId as MonoAccountId | null,
        amount: finding.amount as MinorUnits,
        currency: finding.currency,
        explanation: finding.explanation,
      }),
    ),
  );
  return drifts.map(({ driftId, decision }) => ({ driftId, isNew: decision.kind === 'opened' }));
}
