/** What moved the cash of a Mono account, summed by kind of entry and by the account beside it. */
export interface Movement {
  readonly entryKind: string;
  /** Account on the other side. */
  readonly account: string;
  /** Positive into the Mono account. Minor units. */
  readonly amount: bigint;
}
