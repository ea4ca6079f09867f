import { parseMinorUnits } from '@riel/money';
import type { Instant, MinorUnits } from '@riel/schemas';
import type { FieldReader } from './field-reader.ts';

/** The field `amount`: minor units above zero. A fault is noted by the reader. */
export function readAmount(reader: FieldReader): MinorUnits {
  const raw = reader.raw('amount') ?? null;
  const none = 0n as MinorUnits;
  if (raw === null) {
    reader.fault('amount', 'required', 'must be given');
    return none;
  }
  const amount = parseMinorUnits(raw);
  if (amount.kind === 'amount' && amount.minorUnits > 0n) return amount.minorUnits;
  if (amount.kind === 'amount' || amount.reason === 'out-of-range') {
    reader.fault('amount', 'out-of-range', 'must be above zero and fit 64 bits');
  } else {
    reader.fault(
      'amount',
      'wrong-form',
      'must be minor units: a whole number below 2^53 or a text of digits',
    );
  }
  return none;
}

/** An optional field that holds an instant in ISO 8601. A fault is noted by the reader. */
export function readInstant(
  reader: FieldReader,
  name: string,
  parseInstant: (text: string) => Instant | null,
): Instant | null {
  const raw = reader.raw(name) ?? null;
  if (raw === null) return null;
  const instant = typeof raw === 'string' ? parseInstant(raw) : null;
  if (instant === null) {
    reader.fault(name, 'wrong-form', 'must be an instant such as 2026-01-31T17:00:00Z');
  }
  return instant;
}
