/** The part of `pg`'s type overrides that is used here. */
export interface TypeParsers {
  setTypeParser(typeId: number, parse: (text: string) => unknown): void;
  getTypeParser(typeId: number, format: 'text'): (text: string) => unknown;
}

const int8 = 20;
const int8Array = 1016;
const textArray = 1009;

/**
 * `bigint` columns become `bigint`, never `number`: above 2^53 a number would lose pesos without a
 * word, and a string would join where it should add (`'1' + '2'`). `numeric` stays text, and a
 * `sum(bigint)` is `numeric`: write `sum(amount)::bigint`, which fails rather than rounds.
 */
export const readBigints = (types: TypeParsers): void => {
  types.setTypeParser(int8, BigInt);
  const parseTexts = types.getTypeParser(textArray, 'text');
  types.setTypeParser(int8Array, (text) => bigints(parseTexts(text)));
};

const bigints = (texts: unknown): unknown =>
  Array.isArray(texts) ? texts.map(bigints) : typeof texts === 'string' ? BigInt(texts) : texts;
