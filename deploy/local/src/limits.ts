/** Every limit of the local stack. Starts are long because several runs may share two cores. */
export const limits = {
  downloadAttemptsMax: 3,
  downloadMilliseconds: 15 * 60_000,
  downloadLockWaitMilliseconds: 20 * 60_000,
  /** PostgreSQL cannot be given port 0: a free one is chosen, and another if somebody was faster. */
  portAttemptsMax: 5,
  postgresInitMilliseconds: 120_000,
  postgresStartMilliseconds: 120_000,
  kafkaFormatMilliseconds: 120_000,
  kafkaStartMilliseconds: 120_000,
  registryStartMilliseconds: 120_000,
  serviceStartMilliseconds: 120_000,
  addressCheckMilliseconds: 10_000,
  /** From the polite signal to SIGKILL. */
  childStopMilliseconds: 10_000,
  supervisorStartMilliseconds: 30_000,
  supervisorEndMilliseconds: 60_000,
  /** Run folders that were kept on purpose or after a failure; the oldest above that are removed. */
  keptRunsMax: 5,
  logTailLinesMax: 30,
  logTailBytesMax: 16_384,
  pollMilliseconds: 20,
} as const;
