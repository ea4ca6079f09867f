import { setTimeout as wait } from 'node:timers/promises';
import { eventIdOf } from '@riel/ids';
import { judgeAtRest, startHttpMono, type HttpMono } from '@riel/mono-gateway/testing';
import type { EventOf, Instant, TransferRequested } from '@riel/schemas';
import { startGateways, type Gateways } from './gateways.ts';
import { createOperator, type Operator } from './operator.ts';
import type { RealStack } from './real-stack.ts';
import { endWaiting, gatherFacts, untilAtRest, type Requested } from './rest.ts';
import { searchCanaries } from './search-canaries.ts';
import { drawRun, type PlannedKill, type RunPlan } from './run-plan.ts';

/** What a run came to. */
export interface RunVerdict {
  readonly seed: number;
  /** Nothing, or what is wrong with whom. */
  readonly problems: readonly string[];
  /** What Mono did, in order. */
  readonly trail: readonly string[];
  readonly transfers: number;
  readonly payments: number;
  readonly kills: number;
  readonly givenUp: number;
}

const RESUME_MILLISECONDS = 300;
const MICROSECONDS = 1_000;

interface RunningRun {
  readonly plan: RunPlan;
  readonly stack: RealStack;
  readonly mono: HttpMono;
  readonly gateways: Gateways;
  readonly operator: Operator;
  readonly requested: readonly PlannedRequest[];
}

type PlannedRequest = Requested & {
  readonly request: TransferRequested;
  readonly deliveries: readonly number[];
  readonly cancelledAt: number | null;
};

function requestsOf(plan: RunPlan, { requests }: RealStack): readonly PlannedRequest[] {
  const at = Date.now();
  return plan.transfers.map((planned) => {
    const { notAfter, deliveries, cancelledAt, isForged } = planned;
    const request = requests.request({
      ...planned,
      at: (at * MICROSECONDS) as Instant,
      notAfter: notAfter === null ? null : (((at + notAfter) * MICROSECONDS) as Instant),
    });
    return { request, deliveries, cancelledAt, isForged, transferId: request.transferId };
  });
}

function cancellationOf({
  transferId,
  caller,
}: TransferRequested): EventOf<'TransferCancellationRequested'> {
  const at = (Date.now() * MICROSECONDS) as Instant;
  const eventId = eventIdOf(['TransferCancellationRequested', transferId]);
  const times = { occurredAt: at, recordedAt: at };
  return {
    name: 'TransferCancellationRequested',
    value: { ...times, eventId, transferId, caller, reason: null },
  };
}

const requestedOf = ({ request: value }: PlannedRequest): EventOf<'TransferRequested'> => ({
  name: 'TransferRequested',
  value,
});

/** Writes everything to the log at its time: requests, again, and wishes to cancel. */
async function deliver({ stack, requested }: RunningRun): Promise<void> {
  const startedAt = performance.now();
  const due = requested.flatMap((one) => [
    ...one.deliveries.map((at) => ({ at, event: requestedOf(one) })),
    ...(one.cancelledAt === null
      ? []
      : [{ at: one.cancelledAt, event: cancellationOf(one.request) }]),
  ]);
  for (const { at, event } of due.toSorted((left, right) => left.at - right.at)) {
    await wait(Math.max(0, at - (performance.now() - startedAt)));
    await stack.log.produce([event]);
  }
}

async function killOnce({ mono, gateways }: RunningRun, kill: PlannedKill): Promise<void> {
  const since = mono.creationsCount;
  const wanted = new Promise<void>((resolve) => {
    mono.onCreation((count) => {
      if (count - since >= kill.afterCreations) resolve();
    });
  });
  await Promise.race([wanted, wait(kill.latestMilliseconds)]);
  await wait(kill.delayMilliseconds);
  await gateways.killAndRestart(kill.victims);
}

async function killAll(run: RunningRun): Promise<void> {
  for (const kill of run.plan.kills) await killOnce(run, kill);
}

/** Lets stopped lanes go on, as a person would who has looked. Returns how to stop that. */
function resumeAgainAndAgain({ operator }: RunningRun): () => void {
  const timer = setInterval(() => void operator.resumeAll(), RESUME_MILLISECONDS);
  return () => clearInterval(timer);
}

async function playOut(run: RunningRun): Promise<RunVerdict> {
  const { plan, stack, mono, operator, requested } = run;
  const stopResuming = resumeAgainAndAgain(run);
  try {
    await Promise.all([deliver(run), killAll(run)]);
    mono.calmDown();
    // What comes once more after everything has its end changes nothing either.
    await stack.log.produce(requested.map(requestedOf));
    await stack.log.readByGateways();
    await untilAtRest({ operator, log: stack.log, requested });
    const atRest = await gatherFacts({ mono, operator, log: stack.log, requested });
    const givenUp = await endWaiting(operator);
    const atEnd = await gatherFacts({ mono, operator, log: stack.log, requested });
    const waiting = atEnd.filter((facts) => facts.waiting !== null);
    const found = await searchCanaries(run);
    return {
      givenUp,
      seed: plan.seed,
      trail: mono.trail,
      kills: plan.kills.length,
      transfers: requested.length,
      payments: mono.ledger.transfers.length,
      problems: [
        ...new Set([...atRest, ...atEnd].flatMap(judgeAtRest)),
        ...waiting.map(({ transferId }) => `${transferId} could not be given up`),
        ...found,
      ],
    };
  } finally {
    stopResuming();
  }
}

/** Plays a run: a hostile Mono and gateways that are killed, then peace, then what a person ends. */
export async function playRun(stack: RealStack, seed: number): Promise<RunVerdict> {
  const plan = drawRun(seed);
  const requested = requestsOf(plan, stack);
  const bad = new Set<string>(
    requested.filter((_, index) => plan.transfers[index]?.isBad).map((one) => one.transferId),
  );
  const mono = await startHttpMono({
    hostility: plan.hostility,
    refuses: (externalId) => bad.has(externalId),
  });
  stack.admitKeys(mono);
  await stack.forgetLanes();
  const environment = {
    ...stack.environmentOf(mono),
    ...plan.settings,
    LOG_LEVEL: 'trace',
    // Where spans would go, if there were any.
    OTEL_EXPORTER_OTLP_ENDPOINT: `${mono.url}/spans`,
  };
  const gateways = await startGateways(stack.own.run, environment);
  const operator = createOperator(() => gateways.httpUrl(), stack.files.opsKey);
  try {
    return await playOut({ plan, stack, mono, gateways, operator, requested });
  } finally {
    await gateways.stop();
    await mono.stop();
  }
}
