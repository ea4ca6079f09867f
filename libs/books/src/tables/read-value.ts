import { below, report, type Place } from './problems.ts';

/** An object whose members are read one by one. */
export interface Members {
  readonly place: Place;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads an object and reports what it is not, lacks or has too much. */
export function readMembers(value: unknown, place: Place, names: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(place, 'must be an object');
    return { place, values: {} };
  }
  const values = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) report(below(place, name), 'is not a known field');
  }
  for (const name of names) {
    if (!Object.hasOwn(values, name)) report(below(place, name), 'is missing');
  }
  return { place, values };
}

/** What a text must look like. */
export interface TextRule {
  readonly shape: RegExp;
  /** Completes the sentence `must be ...`. */
  readonly described: string;
}

/** Reads a text; anything else is reported and read as ''. */
export function readText(members: Members, name: string, rule: TextRule): string {
  const value = members.values[name];
  if (typeof value === 'string' && rule.shape.test(value)) return value;
  if (value !== undefined) report(below(members.place, name), `must be ${rule.described}`);
  return '';
}

/** Reads a text or null. */
export function readTextOrNull(members: Members, name: string, rule: TextRule): string | null {
  return members.values[name] === null ? null : readText(members, name, rule);
}

/** Reads one of some words; anything else is reported and read as the first. */
export function readChoice<Choice extends string>(
  members: Members,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = members.values[name];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  if (value !== undefined) {
    report(below(members.place, name), `must be one of: ${choices.join(', ')}`);
  }
  return choices[0];
}

/** Reads true or false. */
export function readBoolean(members: Members, name: string): boolean {
  const value = members.values[name];
  if (typeof value === 'boolean') return value;
  if (value !== undefined) report(below(members.place, name), 'must be true or false');
  return false;
}

const DIGITS = /^(0|[1-9]\d{0,17})$/;

/** Reads a whole number of zero or more, written as a digit string so that no digit is lost. */
export function readWhole(members: Members, name: string): bigint {
  const value = members.values[name];
  if (typeof value === 'string' && DIGITS.test(value)) return BigInt(value);
  if (value !== undefined) {
    report(below(members.place, name), 'must be a whole number of at most 18 digits in quotes');
  }
  return 0n;
}

/** Reads each element of a list. */
export function readList<Element>(
  members: Members,
  name: string,
  read: (value: unknown, place: Place) => Element,
): readonly Element[] {
  const value = members.values[name];
  const place = below(members.place, name);
  if (Array.isArray(value)) {
    return value.map((element: unknown, index) => read(element, below(place, index)));
  }
  if (value !== undefined) report(place, 'must be a list');
  return [];
}
