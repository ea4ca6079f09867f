import { now, repeat, type Logger, type Parts, type Repeated } from '@riel/runtime';
import type { ReconciliationConfiguration } from './configuration.ts';
import { noteBooked } from './healing/note-booked.ts';
import type { ReconciliationMetrics } from './reconciliation-metrics.ts';
import { watchLimitsOf } from './run-settings.ts';
import { scheduleDaily } from './runs/daily-schedule.ts';
import { openDailyRuns, type OpenPorts } from './runs/open-runs.ts';
import type { RunPorts } from './runs/step.ts';
import { workOnRuns } from './runs/work-on-runs.ts';
import { watchStuck } from './watch/watch-stuck.ts';

const METRICS_MILLISECONDS = 15_000;
const BOOKED_POLL_MILLISECONDS = 1_000;
const MILLISECONDS_PER_SECOND = 1_000;

/** What works behind the routes. */
export interface BackgroundOptions {
  readonly configuration: ReconciliationConfiguration;
  readonly runs: RunPorts;
  readonly opening: OpenPorts;
  readonly counters: ReconciliationMetrics;
  readonly logger: Logger;
  readonly onEvents: () => void;
}

/** Starts the loop of the runs, the daily schedule, the watcher and the metrics; gives the first. */
export function startBackground(options: BackgroundOptions, parts: Parts): Repeated {
  const { configuration, runs, logger, counters, onEvents } = options;
  const working = startRuns(options, parts);
  const watching = repeat({
    name: 'watcher',
    pauseMilliseconds: configuration.WATCH_POLL_SECONDS * MILLISECONDS_PER_SECOND,
    logger,
    round: async () => {
      counters.watched(await watchStuck(runs, watchLimitsOf(configuration)));
      onEvents();
    },
  });
  parts.add('watcher', watching);
  const booked = repeat({
    name: 'healed facts',
    pauseMilliseconds: BOOKED_POLL_MILLISECONDS,
    logger,
    round: async () => {
      const round = await runs.database.transaction((transaction) =>
        noteBooked(transaction, { runNumber: null, now: now() }, runs.events),
      );
      if (round.resolved > 0) onEvents();
    },
  });
  parts.add('healed facts', booked);
  const measuring = repeat({
    name: 'metrics',
    pauseMilliseconds: METRICS_MILLISECONDS,
    logger,
    round: () => counters.refresh(),
  });
  parts.add('metrics', measuring);
  startSchedule(options, parts, working);
  return working;
}

function startRuns(
  { configuration, runs, logger, counters, onEvents }: BackgroundOptions,
  parts: Parts,
): Repeated {
  let isStopping = false;
  const working = repeat({
    name: 'runs',
    pauseMilliseconds: configuration.RUN_POLL_MILLISECONDS,
    logger,
    round: () =>
      workOnRuns(runs, {
        logger,
        onEvents,
        onEnd: (status) => counters.runEnded(status),
        isStopping: () => isStopping,
      }),
  });
  parts.add('runs', {
    stop: async () => {
      isStopping = true;
      await working.stop();
    },
  });
  return working;
}

/** Every instance keeps the schedule; whoever is first opens the day's runs. */
function startSchedule(
  { configuration, opening, logger }: BackgroundOptions,
  parts: Parts,
  working: Repeated,
): void {
  if (!configuration.DAILY_RUN) return;
  parts.add(
    'schedule',
    scheduleDaily({
      hour: configuration.DAILY_RUN_AT_HOUR,
      round: async () => {
        await openDailyRuns(opening);
        working.wake();
      },
      onError: (error) => logger.error({ error }, 'the daily runs could not be opened'),
    }),
  );
}
