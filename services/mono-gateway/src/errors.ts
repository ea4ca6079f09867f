/** Thrown when a setting cannot be used. The message names it and never repeats the value. */
export class GatewaySettingError extends Error {
  readonly code = 'RIEL_GATEWAY_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = 'GatewaySettingError';
  }
}

/** Thrown when a stored body cannot be opened, or is not what was stored: it must never be sent. */
export class SubmissionBodyError extends Error {
  readonly code = 'RIEL_SUBMISSION_BODY';

  constructor(submissionId: string, problem: string) {
    super(`the body of submission ${submissionId} ${problem}`);
    this.name = 'SubmissionBodyError';
  }
}

/** Thrown when another instance has taken the lane over: what this one still wants to write is void. */
export class LaneLostError extends Error {
  readonly code = 'RIEL_LANE_LOST';

  constructor(monoAccountId: string) {
    super(`the lane of Mono account ${monoAccountId} belongs to another instance`);
    this.name = 'LaneLostError';
  }
}
