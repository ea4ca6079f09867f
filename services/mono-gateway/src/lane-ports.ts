import type { GatewayConfiguration } from './configuration.ts';
import type { LaneSettings } from './lanes/lane-context.ts';
import type { SubmissionLimits } from './submissions/limits.ts';

/** The limits that deciders keep, as configured. */
export function limitsOf(configuration: GatewayConfiguration): SubmissionLimits {
  return {
    backOffMillisecondsMin: configuration.MONO_BACKOFF_MILLISECONDS_MIN,
    backOffMillisecondsMax: configuration.MONO_BACKOFF_MILLISECONDS_MAX,
    retryAfterMillisecondsMax: configuration.MONO_RETRY_AFTER_MILLISECONDS_MAX,
    lookUpGapMilliseconds: configuration.MONO_LOOKUP_GAP_MILLISECONDS,
    lookUpRetryMilliseconds: configuration.MONO_LOOKUP_RETRY_MILLISECONDS,
    totalTimeoutMilliseconds:
      configuration.MONO_TOTAL_TIMEOUT_MILLISECONDS +
      configuration.MONO_SEND_START_MILLISECONDS_MAX,
  };
}

/** How lanes work, as configured. */
export function laneSettingsOf(configuration: GatewayConfiguration): LaneSettings {
  return {
    batchTransfersMax: configuration.MONO_BATCH_TRANSFERS_MAX,
    batchWaitMilliseconds: configuration.MONO_BATCH_WAIT_MILLISECONDS,
    planTransfersMax: Math.max(
      configuration.PLAN_TRANSFERS_MAX,
      configuration.MONO_BATCH_TRANSFERS_MAX,
    ),
    concurrency: configuration.MONO_CONCURRENCY_PER_ACCOUNT,
    lookUpsMax: configuration.MONO_LOOK_UPS_PER_ACCOUNT,
    sendStartMillisecondsMax: configuration.MONO_SEND_START_MILLISECONDS_MAX,
    lookUpProofAgeMilliseconds: configuration.MONO_LOOKUP_PROOF_AGE_MILLISECONDS,
    listPagesMax: configuration.MONO_LIST_PAGES_MAX,
    workPollMilliseconds: configuration.WORK_POLL_MILLISECONDS,
    settleWaitMilliseconds: configuration.SETTLE_WAIT_MILLISECONDS,
    settleOutcomesMax: configuration.SETTLE_OUTCOMES_MAX,
    breakerFailuresMax: configuration.MONO_BREAKER_FAILURES_MAX,
    breakerPauseMilliseconds: configuration.MONO_BREAKER_PAUSE_MILLISECONDS,
  };
}
