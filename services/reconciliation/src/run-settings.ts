import type { ReconciliationConfiguration } from './configuration.ts';
import type { RailExpectations } from './matching/expected-end.ts';
import type { WindowRules } from './runs/plan-window.ts';
import type { RunLimits } from './runs/step.ts';
import type { WatchLimits } from './watch/watch-stuck.ts';

const MICROSECONDS_PER_SECOND = 1_000_000;
const SECONDS_PER_MINUTE = 60;

/** Limits of runs, from the settings. */
export function runLimitsOf(settings: ReconciliationConfiguration): RunLimits {
  return {
    quietMicroseconds: settings.QUIET_SECONDS * MICROSECONDS_PER_SECOND,
    pageTransfers: settings.PAGE_TRANSFERS,
    sweepsMax: settings.SWEEPS_MAX,
    lookUpsMax: settings.LOOK_UPS_MAX,
    lookUpsAtOnce: settings.LOOK_UPS_AT_ONCE,
    healing: settings.HEALING,
    healWaitMicroseconds: settings.HEAL_WAIT_SECONDS * MICROSECONDS_PER_SECOND,
    reportRowsMax: settings.REPORT_ROWS_MAX,
    stepAttemptsMax: settings.STEP_ATTEMPTS_MAX,
    retryMillisecondsMin: settings.STEP_RETRY_MILLISECONDS_MIN,
    retryMillisecondsMax: settings.STEP_RETRY_MILLISECONDS_MAX,
  };
}

/** When rails should be done, from the settings. */
export function expectationsOf(settings: ReconciliationConfiguration): RailExpectations {
  return {
    realTimeMinutes: settings.REAL_TIME_MINUTES,
    achBankingHours: settings.ACH_BANKING_HOURS,
    bankingHours: {
      opensAtHour: settings.BANK_OPENS_AT_HOUR,
      closesAtHour: settings.BANK_CLOSES_AT_HOUR,
      closesEarlyAtHour: settings.BANK_CLOSES_EARLY_AT_HOUR,
    },
  };
}

/** Which days runs compare, from the settings. */
export function windowRulesOf(settings: ReconciliationConfiguration): WindowRules {
  return {
    lookBackDays: settings.LOOK_BACK_DAYS,
    fullSweepDayOfMonth: settings.FULL_SWEEP_DAY_OF_MONTH,
    fullSweepFromDate: settings.FULL_SWEEP_FROM_DATE,
  };
}

/** Limits of the watcher, from the settings. */
export function watchLimitsOf(settings: ReconciliationConfiguration): WatchLimits {
  return {
    transfersMax: settings.WATCH_TRANSFERS_MAX,
    againMicroseconds: settings.WATCH_AGAIN_SECONDS * MICROSECONDS_PER_SECOND,
    shortestMicroseconds: settings.REAL_TIME_MINUTES * SECONDS_PER_MINUTE * MICROSECONDS_PER_SECOND,
  };
}
