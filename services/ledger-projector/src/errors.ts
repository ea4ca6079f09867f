/** Codes of the errors that the projector throws. All of them end the process: nothing is skipped. */
export type LedgerErrorCode =
  | 'RIEL_NO_TABLES'
  | 'RIEL_TABLES_INVALID'
  | 'RIEL_TABLES_MISSING'
  | 'RIEL_MARKER_CONFLICT'
  | 'RIEL_MARKER_NUMBER'
  | 'RIEL_MARKER_UNREADABLE'
  | 'RIEL_LOG_DIFFERS'
  | 'RIEL_LOG_SHORTER'
  | 'RIEL_CLUSTER_DIFFERS'
  | 'RIEL_LEDGER_WENT_BACK'
  | 'RIEL_PARTITION_UNKNOWN'
  | 'RIEL_TOPIC_MISSING'
  | 'RIEL_ANCHOR_KEY'
  | 'RIEL_ANCHOR_UNREADABLE'
  | 'RIEL_REBUILD_TARGET'
  | 'RIEL_REBUILD_LOG';

/** A broken invariant or a log that is not the one that was booked. The message names the place. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerError';
    this.code = code;
  }
}
