/** Thrown when a setting cannot be used. The message names it and never repeats the value. */
export class WebhookSettingError extends Error {
  readonly code = 'RIEL_WEBHOOK_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = 'WebhookSettingError';
  }
}

/** Thrown when the database did not take webhooks: Mono is to repeat them. */
export class NotDurableError extends Error {
  readonly code = 'RIEL_WEBHOOK_NOT_DURABLE';

  constructor(cause: unknown) {
    super('the webhook could not be stored', { cause });
    this.name = 'NotDurableError';
  }
}

/** Thrown when a topic is shorter than what was read of it: it was made anew, or is another one. */
export class LogTruncatedError extends Error {
  readonly code = 'RIEL_LOG_TRUNCATED';

  constructor(topic: string, partition: number) {
    super(`${topic}, partition ${partition}, ends before the offset that was read already`);
    this.name = 'LogTruncatedError';
  }
}
