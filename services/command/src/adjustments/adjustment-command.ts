import type { MinorUnits } from '@riel/schemas';

/** One line of the entry that a person asks for. */
export interface AdjustmentPosting {
  readonly account: string;
  /** Not zero; positive is a debit, negative a credit. */
  readonly amount: MinorUnits;
  readonly currency: string;
}

/** The wish for a balanced entry. */
export interface AdjustmentCommand {
  /** Person who asks. */
  readonly author: string;
  readonly reason: string;
  /** The drift that it closes. */
  readonly driftId: string | null;
  /** Opening balances alone may touch cash without naming a drift. */
  readonly openingBalance: boolean;
  /** They sum to zero per currency. */
  readonly postings: readonly AdjustmentPosting[];
}
