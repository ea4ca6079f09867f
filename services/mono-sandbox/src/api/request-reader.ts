import type { ErrorItem } from './mono-error.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Longest text that a field may hold. */
const TEXT_LENGTH_MAX = 255;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a request's JSON and collects what is wrong with it, each with its path in Mono's form. */
export class RequestReader {
  readonly items: ErrorItem[];
  readonly #object: JsonObject;
  readonly #path: string;

  constructor(value: unknown, path = '#', items: ErrorItem[] = []) {
    this.items = items;
    this.#path = path;
    this.#object = isObject(value) ? value : {};
    if (!isObject(value)) this.fail('', 'invalid_format', 'An object is expected.');
  }

  fail(name: string, errorCode: string, message: string): void {
    const path = name === '' ? this.#path : `${this.#path}/${name}`;
    this.items.push({ errorCode, message, path });
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined && this.#object[name] !== null;
  }

  text(name: string): string {
    const text = this.optionalText(name);
    if (text === null && !this.has(name)) {
      this.fail(name, 'missing_field', 'The field is missing on the request body or parameters.');
    }
    return text ?? '';
  }

  optionalText(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.#object[name];
    if (typeof value === 'string' && value !== '' && value.length <= TEXT_LENGTH_MAX) return value;
    this.fail(
      name,
      'validation_error',
      `A text of 1 to ${TEXT_LENGTH_MAX} characters is expected.`,
    );
    return null;
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | null {
    const text = this.optionalText(name);
    const found = values.find((value) => value === text);
    if (text !== null && found === undefined) {
      this.fail(name, 'validation_error', 'The value is not one of those allowed.');
    }
    return found ?? null;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.#object[name];
    return typeof value === 'boolean' ? value : otherwise;
  }

  object(name: string): RequestReader {
    return new RequestReader(this.#object[name], `${this.#path}/${name}`, this.items);
  }

  /** Money above zero in whole centavos. */
  money(name: string): { readonly amount: number; readonly currency: string } {
    const inner = this.object(name);
    const amount = inner.#object['amount'];
    const currency = inner.text('currency');
    if (currency !== '' && currency !== 'COP') {
      inner.fail('currency', 'validation_error', 'The currency is not supported.');
    }
    if (typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0) {
      return { amount, currency };
    }
    inner.fail('amount', 'validation_error', 'A whole number above zero is expected.');
    return { amount: 0, currency };
  }

  list(name: string, max: number): readonly RequestReader[] {
    const value = this.#object[name];
    if (Array.isArray(value) && value.length > 0 && value.length <= max) {
      const path = `${this.#path}/${name}`;
      return value.map((one, index) => new RequestReader(one, `${path}/${index}`, this.items));
    }
    const code = value === undefined ? 'missing_field' : 'validation_error';
    this.fail(name, code, `A list of 1 to ${max} members is expected.`);
    return [];
  }

  /** A list of texts, each one of `values`; null if it was not sent. */
  textsOf<Value extends string>(name: string, values: readonly Value[]): readonly Value[] | null {
    if (!this.has(name)) return null;
    const sent = this.#object[name];
    const known = Array.isArray(sent) ? values.filter((value) => sent.includes(value)) : [];
    if (!Array.isArray(sent) || sent.some((one) => !known.includes(one as Value))) {
      this.fail(name, 'validation_error', 'A list of allowed values is expected.');
      return null;
    }
    return sent as readonly Value[];
  }
}
