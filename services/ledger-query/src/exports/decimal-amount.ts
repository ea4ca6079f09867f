import { formatDecimal, isCurrency } from '@riel/money';
import type { MinorUnits } from '@riel/schemas';

/** Major units with the currency's decimals; minor units where nobody knows the currency's decimals. */
export function decimalAmount(amount: bigint, currency: string): string {
  if (!isCurrency(currency)) return amount.toString();
  return formatDecimal({ minorUnits: amount as MinorUnits, currency });
}
