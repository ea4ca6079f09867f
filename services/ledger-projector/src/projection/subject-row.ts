/** What the ledger keeps of a subject: columns for people, and the facts as the rules wrote them. */
export interface SubjectRow {
  readonly subjectKey: string;
  /** Date in Bogota of the first fact in the log, 'YYYY-MM-DD'; kept from the first insert. */
  readonly firstDate: string;
  /** Facts that the chunk adds. */
  readonly chainNumbers: readonly number[];
  readonly kind: string;
  readonly state: string;
  readonly isFinal: boolean;
  readonly requestedRail: string | null;
  readonly actualRail: string | null;
  readonly railEvidence: string | null;
  readonly amount: bigint | null;
  /** What left the Mono account; null while nothing settled. */
  readonly settledAmount: bigint | null;
  readonly currency: string | null;
  readonly monoAccountId: string | null;
  readonly monoTransferId: string | null;
  readonly caller: string | null;
  /** Our id of the PSE link by which a receipt was paid. */
  readonly collectionLinkId: string | null;
  /** Of the first fact of the chunk that names one; the row keeps what it has. */
  readonly thirdPartyId: string | null;
  /** Sum of what stands in each clearing account, without signs. */
  readonly clearingHeld: bigint;
  readonly fees: bigint;
  readonly taxes: bigint;
  /** Microseconds since the epoch. */
  readonly requestedAt: number | null;
  readonly acceptedAt: number | null;
  readonly finalAt: number | null;
  readonly encoded: string;
}
