/**
 * Remembers the answers of a pure function of one text. What is remembered is dropped as a whole
 * when it grows beyond its limit, so that odd texts from outside cannot fill the memory.
 */
export function remember<Answer>(
  answersMax: number,
  answer: (text: string) => Answer,
): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= answersMax) answers.clear();
    const made = answer(text);
    answers.set(text, made);
    return made;
  };
}
