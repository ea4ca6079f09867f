import { eventIdOf } from '@riel/ids';
import { appendToOutbox } from '@riel/outbox';
import type { MonoAccountId } from '@riel/schemas';
import { resolveAndPublish } from '../../drift/resolve.ts';
import { readVanished } from '../../drift/sql/drifts.ts';
import { countRunDrifts } from '../../drift/sql/run-drifts.ts';
import { buildReport } from '../../report/build-report.ts';
import { collectSource, runDriftsOf } from '../../report/read-source.ts';
import { insertReport, readNextPlace } from '../../report/sql/reports.ts';
import { cutOffOf } from '../run.ts';
import { deleteSeen } from '../sql/pages.ts';
import { finishRun } from '../sql/runs.ts';
import type { PhaseWork, Step } from '../step.ts';

const VANISHED_AT_ONCE = 1_000;

/** Writes the report, chains and signs it, publishes that the run is complete, and ends what vanished. */
export const report: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const { runNumber, monoAccountId } = run;
  const now = ports.now();
  const place = await readNextPlace(transaction, monoAccountId);
  const drifts = runDriftsOf(transaction, runNumber);
  const source = await collectSource(drifts, run, { place, rowsMax: ports.limits.reportRowsMax });
  const { json, csv, html, digest } = buildReport(source);
  const { unexplained } = await countRunDrifts(transaction, runNumber);
  await insertReport(transaction, {
    runNumber,
    monoAccountId,
    place,
    digest,
    signature: ports.signer.sign(digest),
    keyId: ports.signer.keyId,
    driftCount: unexplained,
    createdAt: now,
    json: Buffer.from(json),
    csv: Buffer.from(csv),
    html: Buffer.from(html),
  });
  await endVanished(step, now);
  await deleteSeen(transaction, runNumber);
  await publishCompletion(step, { digest, unexplained });
  await finishRun(transaction, runNumber, { status: 'completed', at: now, lastError: null });
  return { phase: 'completed', progress: run.progress, hasEvents: true };
};

/** Drifts that this run looked at again and did not find are over. */
async function endVanished({ run, ports, transaction }: Step, now: number): Promise<void> {
  const resolution = {
    resolution: 'explained',
    author: null,
    reason: `run ${run.runId} found the three sides in agreement`,
    at: now,
  } as const;
  const window = { ...run, untilAt: cutOffOf(run), limit: VANISHED_AT_ONCE };
  for (;;) {
    const vanished = await readVanished(transaction, window);
    await resolveAndPublish(transaction, vanished, { resolution, events: ports.events });
    if (vanished.length < VANISHED_AT_ONCE) return;
  }
}

async function publishCompletion(
  { run, ports, transaction }: Step,
  { digest, unexplained }: { readonly digest: string; readonly unexplained: number },
): Promise<void> {
  const row = ports.events.completed({
    eventId: eventIdOf(['ReconciliationCompleted', run.runId]),
    occurredAt: ports.now(),
    runId: run.runId,
    monoAccountId: run.monoAccountId as MonoAccountId,
    fromDate: run.fromDate,
    toDate: run.toDate,
    transfersCompared: BigInt(run.progress.totals.transfers),
    driftOpen: BigInt(unexplained),
    driftHealed: BigInt(run.progress.healed.booked),
    reportDigest: digest,
  });
  await appendToOutbox(transaction, 'reconciliation', [row]);
}
