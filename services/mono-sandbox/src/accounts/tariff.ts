/**
 * The example tariff, computed here on its own so that the ledger is compared with something that it
 * did not compute itself. The rates are invented: Mono's are in its contracts.
 */

/** Fee of each rail, in centavos. */
export const fees: Readonly<Record<string, bigint>> = {
  turbo: 190_000n,
  transfiya: 150_000n,
  ach: 95_000n,
  breb: 80_000n,
  pse: 120_000n,
};

const IVA_PERCENT = 19n;
const GMF_PER_THOUSAND = 4n;

/** What an account is out of pocket for one transfer or one PSE payment, part by part, in centavos. */
export interface Charge {
  readonly amount: bigint;
  readonly fee: bigint;
  readonly iva: bigint;
  readonly gmfOnAmount: bigint;
  readonly gmfOnFee: bigint;
}

export const noCharge: Charge = { amount: 0n, fee: 0n, iva: 0n, gmfOnAmount: 0n, gmfOnFee: 0n };

/** `base * numerator / denominator`, rounded half up to the centavo. Positive numbers only. */
function share(base: bigint, numerator: bigint, denominator: bigint): bigint {
  return (2n * base * numerator + denominator) / (2n * denominator);
}

/** The fee of a rail with its IVA and the GMF on both; the debit of a fee is itself taxed. */
export function feeCharge(rail: string): Charge {
  const fee = fees[rail] ?? 0n;
  const iva = share(fee, IVA_PERCENT, 100n);
  const gmfOnFee = share(fee + iva, GMF_PER_THOUSAND, 1_000n);
  return { amount: 0n, fee, iva, gmfOnAmount: 0n, gmfOnFee };
}

/** A transfer that was executed: the amount and its GMF, beside what its rail costs. */
export function approvedCharge(rail: string, amount: bigint): Charge {
  const gmfOnAmount = share(amount, GMF_PER_THOUSAND, 1_000n);
  return { ...feeCharge(rail), amount, gmfOnAmount };
}

export function totalOf(charge: Charge): bigint {
  return charge.amount + charge.fee + charge.iva + charge.gmfOnAmount + charge.gmfOnFee;
}
