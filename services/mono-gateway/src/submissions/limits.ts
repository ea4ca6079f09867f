/** Limits that the deciders keep. */
export interface SubmissionLimits {
  readonly backOffMillisecondsMin: number;
  readonly backOffMillisecondsMax: number;
  readonly retryAfterMillisecondsMax: number;
  readonly lookUpGapMilliseconds: number;
  readonly lookUpRetryMilliseconds: number;
  /** No request of ours is on the way any more after so long. */
  readonly totalTimeoutMilliseconds: number;
}
