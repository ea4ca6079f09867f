/** The different words of a column: a list, and the place of each in it, from 1 as SQL counts. */
export interface Words {
  readonly words: readonly string[];
  numberOf(word: string): number;
}

/** Collects the words of a column that has few. */
export const wordsOf = <Row>(rows: readonly Row[], pick: (row: Row) => string): Words => {
  const numbers = new Map<string, number>();
  for (const row of rows) {
    const word = pick(row);
    if (!numbers.has(word)) {
      numbers.set(word, numbers.size + 1);
    }
  }
  return { words: [...numbers.keys()], numberOf: (word) => numbers.get(word) ?? 0 };
};
