/** A topic has another number of partitions than it should; nothing was changed. */
export class PartitionCountError extends Error {
  readonly code = 'RIEL_PARTITION_COUNT_CHANGED';
  readonly changes: readonly PartitionChange[];

  constructor(changes: readonly PartitionChange[]) {
    const texts = changes.map(
      ({ topic, has, wants }) => `${topic} has ${has} partitions, wanted are ${wants}`,
    );
    super(`${texts.join('; ')}. A partition count never changes: keys would lose their order`);
    this.name = 'PartitionCountError';
    this.changes = changes;
  }
}

export interface PartitionChange {
  readonly topic: string;
  readonly has: number;
  readonly wants: number;
}

/** A topic exists that would lose records which must be kept for ever; nothing was changed. */
export class TopicSettingError extends Error {
  readonly code = 'RIEL_TOPIC_SETTING';
  readonly losses: readonly TopicLoss[];

  constructor(losses: readonly TopicLoss[]) {
    const texts = losses.map(
      ({ topic, setting, has, wants }) => `${topic} has ${setting}=${has}, wanted is ${wants}`,
    );
    super(`${texts.join('; ')}. Records would be lost: set it right before deploying`);
    this.name = 'TopicSettingError';
    this.losses = losses;
  }
}

export interface TopicLoss {
  readonly topic: string;
  readonly setting: string;
  readonly has: string;
  readonly wants: string;
}

/** Another deploy of the same database did not end in time. */
export class DeployLockError extends Error {
  readonly code = 'RIEL_DEPLOY_LOCKED';

  constructor(lockTimeoutMilliseconds: number, cause: unknown) {
    super(`another deploy has held the lock for ${lockTimeoutMilliseconds} ms`, { cause });
    this.name = 'DeployLockError';
  }
}

/** An option of `deploy` cannot be used. Names the option, never its value. */
export class DeployOptionError extends Error {
  readonly code = 'RIEL_DEPLOY_OPTION';

  constructor(option: string, problem: string, cause?: unknown) {
    super(`${option} ${problem}`, { cause });
    this.name = 'DeployOptionError';
  }
}

/** The command line was not understood; the text says what and is meant for a person. */
export class UsageError extends Error {
  readonly code = 'RIEL_USAGE';

  constructor(problem: string) {
    super(problem);
    this.name = 'UsageError';
  }
}

/** `riel` does not know where a service answers. */
export class ServiceAddressError extends Error {
  readonly code = 'RIEL_SERVICE_ADDRESS';

  constructor(service: string, problem: string) {
    super(`the address of ${service} is not known: ${problem}`);
    this.name = 'ServiceAddressError';
  }
}

/** A service gave no answer; what was asked may have been done or not. */
export class ServiceUnreachableError extends Error {
  readonly code = 'RIEL_SERVICE_UNREACHABLE';

  constructor(service: string, cause: unknown) {
    super(`${service} does not answer; what was asked may have been done`, { cause });
    this.name = 'ServiceUnreachableError';
  }
}

/** A service refused what was asked. The message is its own: it names fields, never their values. */
export class ServiceRefusedError extends Error {
  readonly code = 'RIEL_SERVICE_REFUSED';
  /** The service's stable code. */
  readonly refusal: string;

  constructor(
    service: string,
    { code, text, lines }: { code: string; text: string; lines: readonly string[] },
  ) {
    super([`${service} refused it (${code}): ${text}`, ...lines].join('\n'));
    this.name = 'ServiceRefusedError';
    this.refusal = code;
  }
}

/** None of the given keys opens the evidence. Names its id, nothing of what it holds. */
export class EvidenceError extends Error {
  readonly code = 'RIEL_EVIDENCE_CLOSED';

  constructor(evidenceId: string) {
    super(`evidence ${evidenceId} is opened by none of the given keys`);
    this.name = 'EvidenceError';
  }
}

/** A command that connects directly was given no address. */
export class AddressMissingError extends Error {
  readonly code = 'RIEL_ADDRESS_MISSING';

  constructor(variable: string) {
    super(`${variable} is missing, and no stack runs here (npm run stack)`);
    this.name = 'AddressMissingError';
  }
}
