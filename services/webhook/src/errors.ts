/** Thrown when a setting cannot be used. The message names it and never repeats the value. */
export class WebhookSettingError extends Error {
  readonly code = 'RIEL_WEBHOOK_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = 'WebhookSettingError';
  }
}

/** Thrown when a fact that this service wrote itself cannot be read: it stays where it is. */
export class WebhookFactError extends Error {
  readonly code = 'RIEL_WEBHOOK_FACT';

  constructor(reason: string) {
    super(`a held fact cannot be read: ${reason}`);
    this.name = 'WebhookFactError';
  }
}
