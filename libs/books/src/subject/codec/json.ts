import { BooksError } from '../../errors.ts';

/** What encoded subjects are made of. */
export type Json = null | number | string | readonly Json[];

/** Element of a list as a list; missing ones are empty. */
export function listAt(list: readonly Json[], index: number): readonly Json[] {
  const value = list[index];
  if (value === undefined || value === 0) return [];
  if (!Array.isArray(value)) throw unreadable('a list');
  return value as readonly Json[];
}

/** Element of a list as a number; missing ones are zero. */
export function numberAt(list: readonly Json[], index: number): number {
  const value = list[index] ?? 0;
  if (typeof value !== 'number') throw unreadable('a number');
  return value;
}

/** Element of a list as a text; missing ones are empty. */
export function textAt(list: readonly Json[], index: number): string {
  const value = list[index];
  if (value === undefined || value === 0) return '';
  if (typeof value !== 'string') throw unreadable('a text');
  return value;
}

/** Element of a list as a text; missing ones are null, which an empty text is not. */
export function textOrNullAt(list: readonly Json[], index: number): string | null {
  const value = list[index];
  return value === undefined || value === 0 ? null : textAt(list, index);
}

/** Element of a list as an amount. */
export function amountAt(list: readonly Json[], index: number): bigint {
  const value = list[index] ?? 0;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && DIGITS.test(value)) return BigInt(value);
  throw unreadable('an amount');
}

/** An amount as a number where that is exact, else as digits. */
export function amountJson(amount: bigint): Json {
  const value = Number(amount);
  return Number.isSafeInteger(value) ? value : amount.toString();
}

/** Element of a list of words by its number. */
export function wordAt<Word>(words: readonly Word[], number: number): Word {
  const word = words[number];
  if (word === undefined) throw unreadable('a known word');
  return word;
}

/** The list without zeros and empty lists at its end, which reading fills in again. */
export function trimmed(list: Json[]): Json[] {
  let length = list.length;
  while (length > 0 && isDefault(list[length - 1])) length -= 1;
  return length === list.length ? list : list.slice(0, length);
}

/** The error for what cannot be read. */
export function unreadable(expected: string): BooksError {
  return new BooksError('RIEL_BOOKS_SUBJECT_UNREADABLE', `a stored subject lacks ${expected}`);
}

const DIGITS = /^-?\d+$/;

function isDefault(value: Json | undefined): boolean {
  return value === 0 || (Array.isArray(value) && value.length === 0);
}
