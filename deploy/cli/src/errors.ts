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
