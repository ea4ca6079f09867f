/** A JSON text as a reader of the file sees it: where each value stands. */
export type JsonPlaces =
  | {
      readonly kind: 'ok';
      /** Line of each value by its JSON pointer; the first line is 1. */
      readonly lines: ReadonlyMap<string, number>;
      /** Pointers of members that an earlier member of the same name makes ambiguous. */
      readonly repeated: readonly { readonly path: string; readonly line: number }[];
    }
  | { readonly kind: 'malformed'; readonly line: number; readonly message: string };

/** Deeper than any tables; a deeper text is malformed. */
const DEPTH_MAX = 64;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds the line of every value of a JSON text (RFC 8259). `JSON.parse` forgets lines, and takes
 * the last of two members of the same name without a word.
 */
export function jsonPlaces(text: string): JsonPlaces {
  const scan = new Scan(text);
  scan.value('', 0);
  scan.end();
  if (scan.failedAt !== null) {
    const { place, message } = scan.failedAt;
    return { kind: 'malformed', line: lineOf(text, place), message };
  }
  return { kind: 'ok', lines: scan.lines, repeated: scan.repeated };
}

const lineOf = (text: string, place: number): number => text.slice(0, place).split('\n').length;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** One pass over the text; the first failure stands and ends it. */
class Scan {
  readonly lines = new Map<string, number>();
  readonly repeated: { path: string; line: number }[] = [];
  failedAt: { readonly place: number; readonly message: string } | null = null;
  readonly #text: string;
  #place = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: string, depth: number): void {
    this.#space();
    if (this.lines.has(path)) this.repeated.push({ path, line: this.#lineHere() });
    this.lines.set(path, this.#lineHere());
    if (depth > DEPTH_MAX) this.#fail('nests too deeply');
    else if (this.#takes('{')) this.#members(path, depth);
    else if (this.#takes('[')) this.#elements(path, depth);
    else if (this.#match(STRING) === null && this.#match(SCALAR) === null) {
      this.#fail('must be a value');
    }
  }

  end(): void {
    this.#space();
    if (this.#place < this.#text.length) this.#fail('must end here');
  }

  #members(path: string, depth: number): void {
    this.#space();
    if (this.#takes('}')) return;
    do {
      this.#space();
      const name = this.#match(STRING);
      if (name === null) return this.#fail('must be the name of a field in quotes');
      this.#space();
      if (!this.#takes(':')) return this.#fail('must be a colon');
      this.value(`${path}/${escaped(JSON.parse(name) as string)}`, depth + 1);
      this.#space();
    } while (this.failedAt === null && this.#takes(','));
    if (!this.#takes('}')) this.#fail('must be a comma or the end of the object');
  }

  #elements(path: string, depth: number): void {
    this.#space();
    if (this.#takes(']')) return;
    let index = 0;
    do {
      this.value(`${path}/${index}`, depth + 1);
      index += 1;
      this.#space();
    } while (this.failedAt === null && this.#takes(','));
    if (!this.#takes(']')) this.#fail('must be a comma or the end of the list');
  }

  #space(): void {
    this.#match(SPACE);
  }

  #takes(mark: string): boolean {
    if (this.failedAt !== null || this.#text[this.#place] !== mark) return false;
    this.#place += 1;
    return true;
  }

  #match(shape: RegExp): string | null {
    if (this.failedAt !== null) return null;
    shape.lastIndex = this.#place;
    const found = shape.exec(this.#text)?.[0] ?? null;
    this.#place += found?.length ?? 0;
    return found;
  }

  #fail(message: string): void {
    this.failedAt ??= { place: this.#place, message };
  }

  #lineHere(): number {
    for (let at = this.#text.indexOf('\n', this.#counted); at !== -1 && at < this.#place;) {
      this.#line += 1;
      this.#counted = at + 1;
      at = this.#text.indexOf('\n', this.#counted);
    }
    return this.#line;
  }
}
