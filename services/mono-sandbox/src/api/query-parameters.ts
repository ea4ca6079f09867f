import type { Instant } from '@riel/ids';
import { parseInstant } from '@riel/runtime';
import { MonoProblem, type ErrorItem } from './mono-error.ts';

export interface Page {
  readonly number: number;
  readonly size: number;
}

const PAGE_SIZE_MIN = 10;
const PAGE_SIZE_MAX = 500;

/** Bounds of a time range, both included. */
export interface Range {
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/** Reads a query string and collects what is wrong with it. Objects are in bracket form. */
export class QueryParameters {
  readonly #values: URLSearchParams;
  readonly #items: ErrorItem[] = [];

  constructor(url: string) {
    const start = url.indexOf('?');
    this.#values = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  }

  text(name: string): string | null {
    const value = this.#values.get(name);
    return value === null || value === '' ? null : value;
  }

  oneOf<Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value;
  oneOf<Value extends string>(
    name: string,
    values: readonly Value[],
    otherwise: null,
  ): Value | null;
  oneOf<Value extends string>(
    name: string,
    values: readonly Value[],
    otherwise: Value | null,
  ): Value | null {
    const text = this.text(name);
    if (text === null) return otherwise;
    const found = values.find((value) => value === text);
    if (found === undefined) this.fail(name, 'The value is not one of those allowed.');
    return found ?? otherwise;
  }

  page(): Page {
    return {
      number: this.#integer('page_number', { min: 1, max: 1_000_000_000, otherwise: 1 }),
      size: this.#integer('page_size', {
        min: PAGE_SIZE_MIN,
        max: PAGE_SIZE_MAX,
        otherwise: PAGE_SIZE_MIN,
      }),
    };
  }

  range(name: string): Range {
    return { from: this.#time(`${name}[from]`), until: this.#time(`${name}[until]`) };
  }

  /** Direction of the order; newest first if not said. */
  isAscending(): boolean {
    this.oneOf('sort[field]', ['inserted_at'], 'inserted_at');
    return this.oneOf('sort[type]', ['asc', 'desc'], 'desc') === 'asc';
  }

  fail(name: string, message: string): void {
    this.#items.push({ errorCode: 'validation_error', message, path: `#/${name}` });
  }

  /** Throws 422 with everything that was wrong so far. */
  check(): void {
    if (this.#items.length > 0) throw new MonoProblem(422, this.#items);
  }

  #integer(
    name: string,
    {
      min,
      max,
      otherwise,
    }: { readonly min: number; readonly max: number; readonly otherwise: number },
  ): number {
    const text = this.text(name);
    if (text === null) return otherwise;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.fail(name, `A number from ${min} to ${max} is expected.`);
    return otherwise;
  }

  #time(name: string): Instant | null {
    const text = this.text(name);
    if (text === null) return null;
    const instant = parseInstant(text);
    if (instant === null) this.fail(name, 'A time is expected.');
    return instant;
  }
}
