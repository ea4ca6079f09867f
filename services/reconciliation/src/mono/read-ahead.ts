/** Holds an answer that was asked for before its step began. */
export interface ReadAhead<Answer> {
  /** Asks for what the next step will want; a few answers wait at most, the oldest is let go. */
  begin(place: string, ask: () => Promise<Answer>): void;
  /** The answer that waits if it is of this place and came, else it is asked for now. */
  take(place: string, ask: () => Promise<Answer>): Promise<Answer>;
}

/**
 * Makes one. An answer is taken once and belongs to its place alone, so that a step that is repeated,
 * or another run, asks for itself. A question that failed is asked again by who wants the answer.
 */
export function createReadAhead<Answer>(answersMax: number): ReadAhead<Answer> {
  const waiting = new Map<string, Promise<Answer>>();
  return {
    begin(place, ask) {
      // The oldest is of a run that another instance goes on with.
      const [oldest] = waiting.keys();
      if (waiting.size >= answersMax && oldest !== undefined) waiting.delete(oldest);
      const answer = ask();
      answer.catch(() => waiting.delete(place));
      waiting.set(place, answer);
    },
    async take(place, ask) {
      const answer = waiting.get(place);
      if (answer === undefined) return await ask();
      waiting.delete(place);
      return await answer;
    },
  };
}
