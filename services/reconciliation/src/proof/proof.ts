/** One line of the proof. Positive adds to the Mono account; minor units. */
export interface ProofSum {
  readonly name: ProofLineName;
  readonly amount: bigint;
}

/** A line with how many entries make it; the service lists them. */
export interface ProofLine extends ProofSum {
  readonly entries: number;
}

export const proofLineNames = [
  'credits',
  'collections',
  'settlements',
  'fees',
  'iva',
  'gmf',
  'returns',
  'double-payments',
  'unmatched',
  'adjustments',
  'other',
] as const;

export type ProofLineName = (typeof proofLineNames)[number];

/** When Mono takes the money of a transfer, as the tables say for an account. */
export type DebitedAt = 'acceptance' | 'settlement';

/** What might stand behind an unexplained rest. */
export interface Candidate {
  readonly kind: 'missing-credit' | 'return' | 'tariff' | 'gmf' | 'transfer';
  readonly explanation: string;
}

/** The balance proof of one Mono account at the time of its live balance. */
export interface Proof {
  readonly currency: string;
  readonly openingAt: number;
  /** Live balance of the last proof, or what the books say if there was none. */
  readonly opening: bigint;
  readonly isOpeningBooked: boolean;
  /** Difference that stood at the opening already, as it is known now. */
  readonly carried: bigint;
  readonly lines: readonly ProofLine[];
  readonly closingAt: number;
  readonly closing: bigint;
  readonly booked: bigint;
  /** The last fact of each partition that the lines sum (`fact_id` of `ledger.v_facts`). */
  readonly bookedUpTo: readonly bigint[];
  readonly inFlight: {
    readonly amount: bigint;
    readonly count: number;
    readonly oldestAt: number | null;
    readonly debitedAt: DebitedAt;
    /** What the live balance lacks because of it, under the setting: zero or negative. */
    readonly line: bigint;
    /** The settings under which nothing is left unexplained. */
    readonly explainedBy: readonly DebitedAt[];
  };
  /** What drifts named elsewhere in the report keep the two sides apart by. */
  readonly named: { readonly amount: bigint; readonly drifts: number };
  /** Closing balance less what the books, the money in flight and the named drifts explain. */
  readonly difference: bigint;
  /** Parts of the difference, each with the day on which it appeared. */
  readonly aged: readonly {
    readonly driftId: string;
    readonly amount: bigint;
    readonly since: number;
  }[];
  readonly candidates: readonly Candidate[];
  readonly cached: {
    readonly available: bigint;
    readonly updatedAt: number | null;
    readonly isStale: boolean;
  } | null;
}
