export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '';

export const textOrNull = (value: unknown): string | null => (isText(value) ? value : null);

/** The JSON object that a command sealed; null if it is none. */
export function readSealedTexts(plaintext: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(plaintext.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // No cause: a JSON error quotes the text, and the text is a person's data.
    return null;
  }
}
