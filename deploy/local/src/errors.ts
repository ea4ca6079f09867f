/** What can go wrong while the local stack is brought up or kept up. */
export type LocalStackErrorCode =
  | 'RIEL_LOCAL_ADDRESS'
  | 'RIEL_LOCAL_BINARIES'
  | 'RIEL_LOCAL_DOWNLOAD'
  | 'RIEL_LOCAL_PART_ENDED'
  | 'RIEL_LOCAL_PART_NOT_READY'
  | 'RIEL_LOCAL_PORT_TAKEN'
  | 'RIEL_LOCAL_SERVER_USER'
  | 'RIEL_LOCAL_SUPERVISOR'
  | 'RIEL_LOCAL_SANDBOX';

/** Thrown on purpose by this package; the message names the part, and shows the end of its log. */
export class LocalStackError extends Error {
  readonly code: LocalStackErrorCode;

  constructor(code: LocalStackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalStackError';
    this.code = code;
  }
}
