/** Which entries are told. Dates are YYYY-MM-DD; absent fields ask for all. */
export interface EntryQuestion {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly knownAt: string | undefined;
  /** Only entries with a line on this account. */
  readonly account: string | undefined;
  readonly kind: string | undefined;
  /** Transfer, Mono object or adjustment that the entry is about. */
  readonly subject: string | undefined;
  /** Mono accounts that the reader may see; null for all. */
  readonly monoAccountIds: readonly string[] | null;
}
