const MILLISECONDS_PER_SECOND = 1_000;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: seconds or an HTTP date. Null if
 * there is none or it cannot be read; zero for a date that has passed.
 */
export function retryAfterMilliseconds(
  header: string | undefined,
  nowMilliseconds: number,
): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * MILLISECONDS_PER_SECOND;
  // Date.parse takes many things for a date, among them negative numbers: a weekday must come first.
  if (!/^[A-Za-z]{3}/.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMilliseconds);
}
