/** One line of Mono's exported report: a credit, or a transfer with the rail that it settled on. */
export interface ReportLine {
  /** Mono's id: `tx_` of a credit, `trn_` of a transfer. */
  readonly id: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Microseconds. */
  readonly transactionAt: number;
  readonly type: string;
  /** Only of a transfer. */
  readonly rail: string | null;
}

/** What the books hold around a line. */
export interface AroundLine {
  /** True if the fact of exactly this id is booked or was imported. */
  readonly isKnown: boolean;
  /** Booked credits of other ids, not in this report, equal in Mono account, amount and day. */
  readonly equalCredits: readonly string[];
  /** Adjustments of the same Mono account, amount and day. */
  readonly equalAdjustments: readonly string[];
  /** Our transfer, for a line with a rail; null if the books know none of that Mono id. */
  readonly transferId: string | null;
}

export type LineDecision =
  | { readonly kind: 'credit' }
  | { readonly kind: 'rail'; readonly transferId: string; readonly rail: string }
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Decides what a line leads to. A credit that looks like one that is booked already, under another id
 * or as a person's adjustment, is refused unless forced: it would count the money twice.
 */
export function decideLine(line: ReportLine, around: AroundLine, force: boolean): LineDecision {
  if (around.isKnown) return { kind: 'known' };
  if (line.id.startsWith('trn_')) return decideRail(line, around);
  if (!line.id.startsWith('tx_')) return { kind: 'refused', reason: 'id is neither tx_ nor trn_' };
  if (line.amount <= 0n) return { kind: 'refused', reason: 'a credit has a positive amount' };
  const [credit] = around.equalCredits;
  const [adjustment] = around.equalAdjustments;
  if (!force && credit !== undefined) {
    return { kind: 'refused', reason: `credit ${credit} has the same account, amount and day` };
  }
  if (!force && adjustment !== undefined) {
    return {
      kind: 'refused',
      reason: `adjustment ${adjustment} has the same account, amount and day`,
    };
  }
  return { kind: 'credit' };
}

function decideRail({ rail }: ReportLine, { transferId }: AroundLine): LineDecision {
  if (rail === null) return { kind: 'refused', reason: 'a transfer needs a rail' };
  if (transferId === null) return { kind: 'refused', reason: 'the books know no such transfer' };
  return { kind: 'rail', transferId, rail };
}
