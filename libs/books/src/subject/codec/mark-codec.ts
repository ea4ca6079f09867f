import { markKinds, type Mark } from '../mark.ts';
import { amountAt, amountJson, listAt, numberAt, textAt, wordAt, type Json } from './json.ts';

/** `[kind, amount, currency, about]` for each mark. */
export function encodeMarks(marks: readonly Mark[]): Json[] {
  return marks.map(({ kind, amount, currency, about }) => [
    markKinds.indexOf(kind),
    amountJson(amount),
    currency,
    about,
  ]);
}

/** Undoes `encodeMarks`. */
export function decodeMarks(list: readonly Json[]): readonly Mark[] {
  return list.map((_, index) => {
    const mark = listAt(list, index);
    return {
      kind: wordAt(markKinds, numberAt(mark, 0)),
      amount: amountAt(mark, 1),
      currency: textAt(mark, 2),
      about: textAt(mark, 3),
    };
  });
}
