import { createCoalescer, repeat, type Coalescer, type Repeated } from '@riel/runtime';
import type { Instant, SubmissionId } from '@riel/schemas';
import { outcomeTable } from '../attempts/outcome-table.ts';
import type { AttemptResult } from '../attempts/read-attempt.ts';
import { sendAttempt } from '../attempts/send-attempt.ts';
import { settleAttempts, type SettledAttempt } from '../attempts/settle-attempts.ts';
import { takeAttempts, type RecordedAttempt } from '../attempts/take-attempts.ts';
import { LaneLostError, SubmissionBodyError } from '../errors.ts';
import { lookUpSubmission } from '../look-ups/look-up-submission.ts';
import { createQueryProver, type QueryProver } from '../look-ups/prove-query.ts';
import { later, retryAt } from '../submissions/back-off.ts';
import type { Change } from '../submissions/change.ts';
import { makeSubmissions } from '../submissions/make-submissions.ts';
import { readDue, readLaneWork } from '../submissions/sql/load-submissions.ts';
import { readOrders } from '../submissions/waiting-orders.ts';
import { createBreaker, type LaneBreaker } from './breaker.ts';
import type { LaneContext } from './lane-context.ts';
import { stopLane } from './sql/lane-rows.ts';

/*
 * A lane is the queue of one Mono account, worked by one instance at a time. A round makes
 * submissions of what waits and records their attempts, as far as there is room, and starts look-ups
 * that are due. Requests run beside the rounds: a bounded number at once, and as many again that are
 * recorded and wait for a free place, so that no request waits for a transaction. Outcomes are
 * gathered into transactions of many. Nothing else that waits is kept in memory, or made ready: while
 * Mono is away, transfers stay as they came.
 */

/** A lane that runs. */
export interface Lane {
  /** Says that there may be work. */
  wake(): void;
  /** Takes no more work and waits for what is under way. */
  stop(): Promise<void>;
}

const lookUpStates = ['looking', 'refusing', 'refused-after-unknown', 'partly-found'] as const;
const MICROSECONDS_PER_MILLISECOND = 1_000;

interface LaneState {
  readonly context: LaneContext;
  readonly prover: QueryProver;
  readonly breaker: LaneBreaker;
  readonly settle: Coalescer<SettledAttempt, Change | null>;
  /** Recorded attempts that wait for a free place. */
  readonly queue: RecordedAttempt[];
  readonly lookingUp: Set<SubmissionId>;
  /** Everything that runs beside the rounds. */
  readonly underWay: Set<Promise<void>>;
  sending: number;
  /** More may be waiting than there was room for. */
  hasMore: boolean;
  /** Nothing is sent before: Mono asked for it, or something keeps the lane from sending. */
  holdUntil: Instant;
  /** Transfers gather to a batch until then. */
  gatherUntil: Instant;
  failures: number;
  stopping: boolean;
  wake: () => void;
  abandon: (error: unknown) => void;
}

/**
 * Starts the work of a lane that was taken over. `abandon` is called when what happened can no longer
 * be recorded: the lane must be taken over anew, which finds open attempts and looks them up.
 */
export function startLane(context: LaneContext, abandon: (error: unknown) => void): Lane {
  const { settings } = context;
  const state: LaneState = {
    context,
    abandon,
    prover: createQueryProver(context),
    breaker: breakerOf(context),
    settle: createCoalescer({
      run: (settled) => settleAttempts(context, settled),
      batchItemsMax: settings.settleOutcomesMax,
      waitMilliseconds: settings.settleWaitMilliseconds,
      queueItemsMax: Number.MAX_SAFE_INTEGER,
      shouldRunAlone: () => false,
    }),
    queue: [],
    lookingUp: new Set(),
    underWay: new Set(),
    sending: 0,
    hasMore: false,
    holdUntil: 0 as Instant,
    gatherUntil: 0 as Instant,
    failures: 0,
    stopping: false,
    wake: () => undefined,
  };
  let pause = settings.workPollMilliseconds;
  const rounds: Repeated = repeat({
    name: 'lane',
    logger: context.logger,
    pauseMilliseconds: () => pause,
    round: async () => {
      pause = settings.workPollMilliseconds;
      try {
        pause = await round(state);
      } catch (error) {
        if (!(error instanceof LaneLostError)) throw error;
        state.stopping = true;
        abandon(error);
      }
    },
  });
  state.wake = () => rounds.wake();
  return {
    wake: state.wake,
    stop: async () => {
      state.stopping = true;
      await rounds.stop();
      while (state.underWay.size > 0) await Promise.all(state.underWay);
      await state.settle.stop();
    },
  };
}

const breakerOf = ({
  settings,
  steadyMilliseconds,
  counters,
  logger,
  monoAccountId,
}: LaneContext) =>
  createBreaker({
    failuresMax: settings.breakerFailuresMax,
    pauseMilliseconds: settings.breakerPauseMilliseconds,
    clock: steadyMilliseconds,
    onOpen: () => {
      counters.alarm('breaker-open');
      logger.error({ monoAccountId }, 'Mono fails again and again, the lane pauses');
    },
  });

/** One round. Returns how long to pause. */
async function round(state: LaneState): Promise<number> {
  const { context } = state;
  const { workPollMilliseconds: poll } = context.settings;
  if (state.stopping) return poll;
  const { kysely } = context.database;
  const work = await readLaneWork(kysely, context.monoAccountId, lookUpStates);
  if (work.hasHeldBack && (await makeSubmissions(context, 'held-back')) > 0) state.wake();
  await takeWork(state, work.readyAt);
  if (work.lookUpAt !== null && work.lookUpAt <= context.now()) await startLookUps(state);
  const due = [work.readyAt, work.lookUpAt, state.gatherUntil].filter((at) => at !== null);
  // What is due and was not taken waits for room, and is woken by what ends.
  const waits = due.map((at) => (at - context.now()) / MICROSECONDS_PER_MILLISECOND);
  return Math.min(poll, ...waits.filter((wait) => wait > 0));
}

/** Attempts are recorded ahead in pieces: a transaction for each that ends would cost more than it gives. */
const hasRoom = ({ queue, context }: LaneState): boolean =>
  queue.length <= context.settings.concurrency / 2;

async function takeWork(state: LaneState, readyAt: Instant | null): Promise<void> {
  const { context } = state;
  const { concurrency, workPollMilliseconds } = context.settings;
  const { batchTransfersMax, batchWaitMilliseconds } = context.settings;
  const now = context.now();
  if (now < state.holdUntil || now < state.gatherUntil || !hasRoom(state)) return;
  const room = state.breaker.room(2 * concurrency - state.sending - state.queue.length);
  if (room <= 0) return;
  try {
    const orders = await readOrders(context, { kind: 'fresh', submissionsMax: room });
    state.hasMore = orders.isFull;
    if (batchTransfersMax > 1 && orders.waiting.length > 0 && !orders.isFull) {
      state.gatherUntil = later(now, batchWaitMilliseconds);
    }
    if (orders.waiting.length === 0 && (readyAt === null || readyAt > now)) return;
    const taken = await takeAttempts(context, room, orders);
    if (taken.kind === 'idle') {
      state.holdUntil = later(now, workPollMilliseconds);
      if (taken.why === 'no-key') context.counters.alarm('no-key');
      return;
    }
    state.queue.push(...taken.attempts);
    state.hasMore ||= taken.attempts.length >= room;
    sendNext(state);
    if (state.hasMore && hasRoom(state)) state.wake();
  } catch (error) {
    if (!(error instanceof SubmissionBodyError)) throw error;
    context.logger.error({ error }, 'a stored body cannot be used, the lane is stopped');
    const { monoAccountId } = context;
    const stop = { reason: 'body-unreadable', at: context.now() };
    await context.database.transaction((transaction) => stopLane(transaction, monoAccountId, stop));
  }
}

function sendNext(state: LaneState): void {
  while (state.sending < state.context.settings.concurrency) {
    const attempt = state.queue.shift();
    if (attempt === undefined) return;
    state.sending += 1;
    run(state, send(state, attempt));
  }
}

async function send(state: LaneState, attempt: RecordedAttempt): Promise<void> {
  const { context } = state;
  let result: AttemptResult;
  try {
    result = await state.breaker.send(() => sendAttempt(attempt, context));
  } finally {
    state.sending -= 1;
    sendNext(state);
    if (state.hasMore && hasRoom(state)) state.wake();
  }
  context.reach('answer-received');
  heed(state, attempt, result);
  const { submissionId, number } = attempt;
  const ended = { submissionId, number, result, endedAt: context.now() };
  const change = await state.settle.submit(ended);
  // It is to be looked up, sent again, or its members go elsewhere.
  if (change?.state !== 'done') state.wake();
}

/** What one outcome says about the next requests of the lane. */
function heed(state: LaneState, { apiKey }: RecordedAttempt, result: AttemptResult): void {
  const { context } = state;
  const { keyAtFault } = outcomeTable[result.code];
  if (keyAtFault) context.keys.refused(apiKey.id);
  if (result.code === 'too-many-requests') {
    state.failures += 1;
    const { retryAfterMilliseconds } = result;
    const wish = { failures: state.failures, retryAfterMilliseconds, random: context.random() };
    const until = retryAt(context.now(), wish, context.limits);
    if (until > state.holdUntil) state.holdUntil = until;
  } else if (result.code === 'created') {
    state.failures = 0;
  }
}

async function startLookUps(state: LaneState): Promise<void> {
  const { context, lookingUp } = state;
  const room = context.settings.lookUpsMax - lookingUp.size;
  if (room <= 0) return;
  const due = await readDue(context.database.kysely, {
    monoAccountId: context.monoAccountId,
    states: lookUpStates,
    at: context.now(),
    submissionsMax: context.settings.lookUpsMax,
  });
  for (const submission of due.filter((one) => !lookingUp.has(one.submissionId)).slice(0, room)) {
    const { submissionId } = submission;
    lookingUp.add(submissionId);
    const looking = lookUpSubmission(submission, context, state.prover).finally(() => {
      lookingUp.delete(submissionId);
      state.wake();
    });
    run(state, looking);
  }
}

/** Follows work that runs beside the rounds. */
function run(state: LaneState, work: Promise<unknown>): void {
  const followed: Promise<void> = work
    .then(
      () => undefined,
      (error: unknown) => state.abandon(error),
    )
    .finally(() => state.underWay.delete(followed));
  state.underWay.add(followed);
}
