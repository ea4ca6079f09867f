/** The value that so many in a hundred do not exceed; 0 if there are none. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const index = Math.ceil((sorted.length * hundredths) / 100) - 1;
  return sorted[Math.max(0, index)] ?? 0;
}
