/** Minor units, as digits, with two decimals and thousands separators. */
export function pesosText(minorUnits: string): string {
  const amount = BigInt(minorUnits);
  const size = amount < 0n ? -amount : amount;
  const whole = (size / 100n).toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0n ? '-' : ''}${whole}.${(size % 100n).toString().padStart(2, '0')}`;
}
