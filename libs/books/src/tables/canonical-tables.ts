import type { Tables } from './tables.ts';

/**
 * The tables as JSON in one form: members sorted by name, no spaces, whole numbers as digit
 * strings. The same tables give the same text, and `parseTables` reads it back.
 */
export function canonicalTables(tables: Tables): string {
  return JSON.stringify(canonical(tables));
}

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, canonical(member)]));
}
