/** Times that a run shortens, all by the gateway's own settings. Milliseconds. */
export const shortTimes = {
  lookUpGap: 600,
  totalTimeout: 800,
} as const;

/** The settings of every gateway of a run. None depends on how fast the machine is. */
export const shortSettings: Readonly<Record<string, string>> = {
  MONO_CONNECT_TIMEOUT_MILLISECONDS: '500',
  MONO_HEADERS_TIMEOUT_MILLISECONDS: '700',
  MONO_BODY_TIMEOUT_MILLISECONDS: '700',
  MONO_TOTAL_TIMEOUT_MILLISECONDS: String(shortTimes.totalTimeout),
  MONO_SEND_START_MILLISECONDS_MAX: '300',
  MONO_LOOKUP_GAP_MILLISECONDS: String(shortTimes.lookUpGap),
  // What Mono said a moment ago proves nothing where it goes blind and sees again within one.
  MONO_LOOKUP_PROOF_AGE_MILLISECONDS: '0',
  MONO_LOOKUP_RETRY_MILLISECONDS: '300',
  MONO_GIVE_UP_AFTER_SECONDS: '1',
  MONO_BACKOFF_MILLISECONDS_MIN: '20',
  MONO_BACKOFF_MILLISECONDS_MAX: '300',
  MONO_RETRY_AFTER_MILLISECONDS_MAX: '300',
  MONO_BREAKER_FAILURES_MAX: '8',
  MONO_BREAKER_PAUSE_MILLISECONDS: '200',
  MONO_KEY_REFUSED_MILLISECONDS: '300',
  LANE_POLL_MILLISECONDS: '100',
  WORK_POLL_MILLISECONDS: '100',
  // The broker's default keeps the partitions of a killed gateway for half a minute.
  CONSUMER_SESSION_TIMEOUT_MILLISECONDS: '2500',
};
