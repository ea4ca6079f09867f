/** What may keep a transfer from being sent that is in no submission yet. */
export interface WaitingFacts {
  /** The database may have forgotten something, and not everything was looked up since. */
  readonly isRecovering: boolean;
  /** It was read while the database had forgotten, or Mono may hold it for another reason. */
  readonly mustLookUp: boolean;
  /** Its caller wishes to cancel it, and that is not decided yet. */
  readonly hasOpenCancellation: boolean;
  /** A person has paused everything, its Mono account or its caller. */
  readonly isPaused: boolean;
  /** Why the lane of its Mono account is stopped. */
  readonly stoppedReason: string | null;
  /** Kafka has confirmed that its request was read. */
  readonly isConfirmed: boolean;
  /** It was put off, because no key opened its payee. */
  readonly isPutOff: boolean;
  /** An instance works in its lane. */
  readonly hasHolder: boolean;
  /** How Mono last failed in its lane, if nothing went well since. */
  readonly lastFailure: string | null;
}

/**
 * Why a transfer waits: the first of all that keeps it. Whatever has no other reason stands in the
 * queue of its Mono account.
 */
export function whyWaiting(facts: WaitingFacts): string {
  if (facts.isRecovering) return 'database-recovering';
  if (facts.mustLookUp) return 'look-up-first';
  if (facts.hasOpenCancellation) return 'cancellation-open';
  if (facts.isPaused) return 'paused';
  if (facts.stoppedReason === 'no-key') return 'no-key';
  if (facts.stoppedReason !== null) return `lane-stopped: ${facts.stoppedReason}`;
  if (!facts.isConfirmed) return 'kafka-unconfirmed';
  if (facts.isPutOff) return 'payee-unreadable';
  if (!facts.hasHolder) return 'no-instance';
  if (facts.lastFailure !== null) return `mono-fails: ${facts.lastFailure}`;
  return 'backlog';
}
