import type { Instant, MinorUnits } from '@riel/ids';
import { parseMonoTime } from './mono-time.ts';

/** What was read, or the first thing that made it unreadable: a path and what stood in its place. */
export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Money as Mono writes it, exact. */
export interface MonoMoney {
  readonly amount: MinorUnits;
  readonly currency: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text that can be hashed, stored and sent on: PostgreSQL takes no NUL, UTF-8 no lone surrogate. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0');

/**
 * Reads Mono's JSON objects tolerantly: what is asked for is read, all else is left behind. A
 * required field that is missing or of another type is remembered as a problem, never thrown, and
 * names the path only: values may be personal data. An optional field of another type reads as null.
 */
export class JsonReader {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #problems: string[];

  constructor(object: JsonObject, path: string, problems: string[]) {
    this.#object = object;
    this.#path = path;
    this.#problems = problems;
  }

  #fail(name: string, expected: string): void {
    this.#problems.push(`${this.#path}${name}: not ${expected}`);
  }

  /** A text that must be there and hold something. */
  text(name: string): string {
    const value = this.#object[name];
    if (isText(value)) return value;
    this.#fail(name, 'a text');
    return '';
  }

  optionalText(name: string): string | null {
    const value = this.#object[name];
    return isText(value) ? value : null;
  }

  optionalTexts(name: string): readonly string[] | null {
    const value = this.#object[name];
    if (!Array.isArray(value)) return null;
    return value.filter(isText);
  }

  optionalBoolean(name: string): boolean | null {
    const value = this.#object[name];
    return typeof value === 'boolean' ? value : null;
  }

  optionalCount(name: string): number | null {
    const value = this.#object[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  }

  time(name: string): Instant {
    const instant = this.optionalTime(name);
    if (instant === null) this.#fail(name, 'a time');
    return instant ?? (0 as Instant);
  }

  optionalTime(name: string): Instant | null {
    const value = this.#object[name];
    return typeof value === 'string' ? parseMonoTime(value) : null;
  }

  /** Money with an exact amount that may be negative: a balance. */
  signedMoney(name: string): MonoMoney {
    const inner = this.object(name);
    const amount = inner.#object['amount'];
    if (typeof amount === 'number' && Number.isSafeInteger(amount)) {
      return { amount: BigInt(amount) as MinorUnits, currency: inner.text('currency') };
    }
    // A number above 2^53 may already have lost its last digits: refused rather than guessed.
    inner.#fail('amount', 'an exact integer');
    return { amount: 0n as MinorUnits, currency: '' };
  }

  /** Money that moves: never negative. */
  money(name: string): MonoMoney {
    const money = this.signedMoney(name);
    if (money.amount < 0n) this.#fail(`${name}.amount`, 'positive');
    return money;
  }

  optionalMoney(name: string): MonoMoney | null {
    const read = parseObject(this.#object[name], (reader) =>
      new JsonReader({ money: reader.#object }, '', reader.#problems).money('money'),
    );
    return read.kind === 'parsed' ? read.value : null;
  }

  object(name: string): JsonReader {
    const value = this.#object[name];
    if (!isObject(value)) this.#fail(name, 'an object');
    return new JsonReader(isObject(value) ? value : {}, `${this.#path}${name}.`, this.#problems);
  }

  /** The object of that name, read by `read`; null if it is absent or null. */
  optionalObject<T>(name: string, read: (reader: JsonReader) => T): T | null {
    const value = this.#object[name];
    if (!isObject(value)) return null;
    return read(new JsonReader(value, `${this.#path}${name}.`, this.#problems));
  }

  /** The value as it stands, for a reader that is chosen later. */
  raw(name: string): unknown {
    return this.#object[name];
  }

  list(name: string): readonly unknown[] {
    const value = this.#object[name];
    if (Array.isArray(value)) return value;
    this.#fail(name, 'a list');
    return [];
  }
}

/** Reads an object; the first problem makes the whole unreadable. */
export function parseObject<T>(value: unknown, read: (reader: JsonReader) => T): Parsed<T> {
  if (!isObject(value)) return { kind: 'unreadable', problem: 'not an object' };
  const problems: string[] = [];
  const result = read(new JsonReader(value, '', problems));
  const [problem] = problems;
  return problem === undefined
    ? { kind: 'parsed', value: result }
    : { kind: 'unreadable', problem };
}

// Made once: each call decodes a whole text, so nothing is kept from one to the next.
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON text of UTF-8 bytes; null if it is none. JSON has no undefined, so null is unambiguous. */
export function parseJson(bytes: Uint8Array): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(decoder.decode(bytes)) };
  } catch {
    return null;
  }
}
