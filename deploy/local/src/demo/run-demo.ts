import { setTimeout as pause } from 'node:timers/promises';
import { transferIdOf } from '@riel/ids';
import type { Caller } from '@riel/schemas';
import { DemoError, type Attachment } from './attachment.ts';
import { judge, type DemoReport } from './judge.ts';
import type { ReconciliationReport } from './judge-reconciliation.ts';
import { createMonoSide, type MonoSide } from './mono-side.ts';
import { playReconciliation, type ReconciliationResult } from './play-reconciliation.ts';
import { planTransfers, type PlannedTransfer } from './plan.ts';
import { createReadSide, type ReadSide, type TransferAnswer } from './read-side.ts';
import { requestAllByHttp, requestByHttp } from './request-by-http.ts';
import { requestAllByKafka } from './request-by-kafka.ts';

const POLL_MILLISECONDS = 100;
const CONCURRENT_READS_MAX = 32;
/** Mono's second attempt comes 30 s after the first. */
const FIRST_REPETITION_MILLISECONDS = 31_000;

/** What the demonstration is asked to do. */
export interface DemoOptions {
  readonly transfers: number;
  /** Makes the idempotency keys of this run its own. */
  readonly runId: string;
  readonly caller: Caller;
  /** Longest wait for the last transfer to become final. */
  readonly settleMillisecondsMax: number;
  /** Told of progress: how many transfers are done, of what. */
  readonly onProgress: (done: number, label: string) => void;
}

/** What the demonstration saw and what it thinks of it. */
export interface DemoResult {
  readonly report: DemoReport & { readonly reconciliation: ReconciliationReport };
  /** Each thing that should hold and does not. */
  readonly failures: readonly string[];
  readonly transfers: readonly TransferAnswer[];
  readonly trialBalance: Awaited<ReturnType<ReadSide['trialBalance']>>;
  readonly rails: Awaited<ReturnType<ReadSide['rails']>>;
  readonly reconciliation: ReconciliationResult;
}

/** Requests the transfers through both doors; answers how many answers were the first again. */
async function requestAll(
  attachment: Attachment,
  planned: readonly PlannedTransfer[],
  options: DemoOptions,
): Promise<number> {
  let asked = 0;
  let replayed = 0;
  const onAsked = (transfer: PlannedTransfer, transferId: string): void => {
    asked += 1;
    options.onProgress(asked / 2, 'asked for');
    if (transferId !== transferIdOf(options.caller, transfer.idempotencyKey)) {
      throw new DemoError('RIEL_DEMO_ID', `${transfer.idempotencyKey} got an id of its own`);
    }
  };
  const byHttp = planned.filter((transfer) => transfer.door === 'http');
  await Promise.all([
    requestAllByHttp(attachment, byHttp, (transfer, accepted) => {
      if (accepted.replayed) replayed += 1;
      onAsked(transfer, accepted.transferId);
    }),
    requestAllByKafka(attachment, {
      caller: options.caller,
      transfers: planned.filter((transfer) => transfer.door === 'kafka'),
      onSent: onAsked,
    }),
  ]);
  const [again] = byHttp;
  if (again !== undefined && (await requestByHttp(attachment, again)).replayed) replayed += 1;
  return replayed;
}

async function waitUntilFinal(
  readSide: ReadSide,
  finalBefore: number,
  options: DemoOptions,
): Promise<void> {
  const deadline = performance.now() + options.settleMillisecondsMax;
  for (;;) {
    const { totals } = await readSide.inFlight();
    const done = totals.final - finalBefore;
    options.onProgress((options.transfers + done) / 2, 'booked');
    if (done >= options.transfers) return;
    if (performance.now() > deadline) {
      throw new DemoError(
        'RIEL_DEMO_NOT_FINAL',
        `${done} of ${options.transfers} transfers were final after ${options.settleMillisecondsMax} ms`,
      );
    }
    await pause(POLL_MILLISECONDS);
  }
}

async function readAll(
  readSide: ReadSide,
  planned: readonly PlannedTransfer[],
  caller: Caller,
): Promise<ReadonlyMap<string, TransferAnswer>> {
  const answers = new Map<string, TransferAnswer>();
  const waiting = planned.values();
  const work = async (): Promise<void> => {
    for (const { idempotencyKey } of waiting) {
      answers.set(idempotencyKey, await readSide.transfer(transferIdOf(caller, idempotencyKey)));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS_MAX }, work));
  return answers;
}

/** Mono repeats after half a minute; its clock jumps there, so that nobody waits. */
async function waitForRepeatedWebhook(mono: MonoSide, options: DemoOptions): Promise<number> {
  await mono.advance(FIRST_REPETITION_MILLISECONDS);
  const deadline = performance.now() + options.settleMillisecondsMax;
  for (;;) {
    const repeated = await mono.repeatedWebhooks();
    if (repeated > 0 || performance.now() > deadline) return repeated;
    await pause(POLL_MILLISECONDS);
  }
}

/**
 * Sends transfers through a running stack, waits until all are final, and judges the books; then lets
 * Mono and the books drift apart and reconciles them.
 */
export async function runDemo(attachment: Attachment, options: DemoOptions): Promise<DemoResult> {
  const started = performance.now();
  const readSide = createReadSide(attachment);
  const mono = createMonoSide(attachment);
  const planned = planTransfers({
    transfers: options.transfers,
    runId: options.runId,
    monoAccountIds: await mono.accountIds(),
  });
  const finalBefore = (await readSide.inFlight()).totals.final;
  await mono.loseOneWebhookAnswer();
  const replayedAnswers = await requestAll(attachment, planned, options);
  await waitUntilFinal(readSide, finalBefore, options);
  const repeatedWebhooks = await waitForRepeatedWebhook(mono, options);
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(3));
  const transfers = await readAll(readSide, planned, options.caller);
  const rails = await readSide.rails();
  const trialBalance = await readSide.trialBalance();
  const verdict = judge({
    planned,
    transfers,
    rails,
    trialBalance,
    monoBalance: await mono.balance(),
    replayedAnswers,
    repeatedWebhooks,
    seconds,
  });
  const stage = { attachment, mono, readSide, planned };
  const reconciliation = await playReconciliation(stage, options);
  return {
    report: { ...verdict.report, reconciliation: reconciliation.report },
    failures: [...verdict.failures, ...reconciliation.failures],
    transfers: [...transfers.values()],
    trialBalance,
    rails,
    reconciliation,
  };
}
