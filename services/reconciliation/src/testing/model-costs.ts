/**
 * What the model of Mono charges, computed apart from the books so that the books are compared with
 * something that they did not compute themselves. The rates are those of the example tables.
 */

/** Fee of each rail in centavos, from an instant on. */
export interface FeeVersion {
  readonly from: number;
  readonly fees: Readonly<Record<string, bigint>>;
}

export const exampleFees: Readonly<Record<string, bigint>> = {
  turbo: 190_000n,
  transfiya: 150_000n,
  ach: 95_000n,
  breb: 80_000n,
  pse: 120_000n,
};

const share = (base: bigint, numerator: bigint, denominator: bigint): bigint =>
  (2n * base * numerator + denominator) / (2n * denominator);

/** GMF: 4 per 1,000, to the centavo. */
export const gmfOf = (base: bigint): bigint => share(base, 4n, 1_000n);

/** Fee, IVA on it, and GMF on both. */
export function feeWithTaxes(fee: bigint): bigint {
  const iva = share(fee, 19n, 100n);
  return fee + iva + gmfOf(fee + iva);
}

/** The fee in force at an instant. */
export function feeAt(versions: readonly FeeVersion[], rail: string, at: number): bigint {
  return versions.findLast((version) => version.from <= at)?.fees[rail] ?? 0n;
}
