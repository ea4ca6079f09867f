import { setTimeout as pause } from 'node:timers/promises';
import { transferIdOf } from '@riel/ids';
import { DemoError, type Attachment } from './attachment.ts';
import { judgeReconciliation, type ReconciliationVerdict } from './judge-reconciliation.ts';
import type { MonoSide } from './mono-side.ts';
import { planTransfers, type PlannedTransfer } from './plan.ts';
import type { ReadSide } from './read-side.ts';
import {
  createReconciliationSide,
  type ReconciliationSide,
  type RunAnswer,
} from './reconciliation-side.ts';
import { requestByHttp } from './request-by-http.ts';
import type { DemoOptions } from './run-demo.ts';

const POLL_MILLISECONDS = 100;
const LOST_WEBHOOKS = 2;

/** What the demonstration of reconciliation works on. */
export interface ReconciliationStage {
  readonly attachment: Attachment;
  readonly mono: MonoSide;
  readonly readSide: ReadSide;
  /** The transfers that have settled and are booked. */
  readonly planned: readonly PlannedTransfer[];
}

/** What the two runs said, for showing, and what is thought of it. */
export interface ReconciliationResult extends ReconciliationVerdict {
  /** Transfers that were asked for only here, whose webhooks were lost and whose settlements were healed. */
  readonly lost: readonly string[];
  readonly first: readonly RunAnswer[];
  readonly second: readonly RunAnswer[];
}

/**
 * Loses two webhooks for good and changes one final state unseen, then reconciles twice: the first run
 * finds and heals, the second finds nothing.
 */
export async function playReconciliation(
  stage: ReconciliationStage,
  options: DemoOptions,
): Promise<ReconciliationResult> {
  const { mono, readSide } = stage;
  const side = createReconciliationSide(stage.attachment, {
    runMillisecondsMax: options.settleMillisecondsMax,
  });
  const { lost, changed } = await plant(stage, options);
  const first = await side.reconcile();
  const openAfterHealing = await waitUntilHealed(side, options);
  const second = await side.reconcile();
  const { lines } = await readSide.trialBalance();
  const ledgerBalance = lines
    .filter((line) => line.account.startsWith('assets:mono:'))
    .reduce((sum, line) => sum + BigInt(line.balance), 0n);
  const verdict = judgeReconciliation({
    lost,
    changed,
    first,
    openAfterHealing,
    second,
    monoBalance: await mono.balance(),
    ledgerBalance,
  });
  return { ...verdict, lost, first, second };
}

async function plant(
  { attachment, mono, planned }: ReconciliationStage,
  options: DemoOptions,
): Promise<{ readonly lost: readonly string[]; readonly changed: readonly string[] }> {
  const idOf = ({ idempotencyKey }: PlannedTransfer): string =>
    transferIdOf(options.caller, idempotencyKey);
  const settled = planned.find((one) => one.expectation.state === 'settled');
  if (settled === undefined) throw new RangeError('no transfer settles');
  const losing = planTransfers({
    transfers: LOST_WEBHOOKS,
    runId: `${options.runId}-lost`,
    monoAccountIds: [...new Set(planned.map((one) => one.monoAccountId))],
  });
  const lost = losing.map(idOf);
  const changed = [idOf(settled)];
  await mono.loseWebhooksOf([...lost, ...changed]);
  for (const transfer of losing) await requestByHttp(attachment, transfer);
  const deadline = performance.now() + options.settleMillisecondsMax;
  for (const id of lost) await waitUntilApproved(mono, id, deadline);
  for (const id of changed) await mono.changeFinalState(id);
  return { lost, changed };
}

async function waitUntilApproved(mono: MonoSide, id: string, deadline: number): Promise<void> {
  while ((await mono.stateOf(id)) !== 'approved') {
    if (performance.now() > deadline) {
      throw new DemoError('RIEL_DEMO_NOT_FINAL', 'a transfer whose webhook is lost did not settle');
    }
    await pause(POLL_MILLISECONDS);
  }
}

/** What was published is booked and resolved a little later. */
async function waitUntilHealed(side: ReconciliationSide, options: DemoOptions): Promise<number> {
  const deadline = performance.now() + options.settleMillisecondsMax;
  for (;;) {
    const open = await side.openDrift();
    if (open === 0 || performance.now() > deadline) return open;
    await pause(POLL_MILLISECONDS);
  }
}
