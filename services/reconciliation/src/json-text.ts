import { StoredFormError } from './errors.ts';

/** Digits and `n`: no code, id or date that is stored here looks like it. */
const bigintForm = /^-?\d+n$/;

/** JSON in which a bigint is a text of digits and `n`. Keys keep their order: equal values, equal bytes. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));
}

/** Reads what `toJsonText` wrote. Throws StoredFormError. */
export function fromJsonText(text: string, what: string): unknown {
  try {
    return JSON.parse(text, (_key, one: unknown) =>
      typeof one === 'string' && bigintForm.test(one) ? BigInt(one.slice(0, -1)) : one,
    ) as unknown;
  } catch {
    throw new StoredFormError(what);
  }
}
