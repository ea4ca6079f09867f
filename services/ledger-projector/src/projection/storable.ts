/**
 * A text from the log as PostgreSQL can keep it: U+0000, which it cannot, becomes U+FFFD. The chain
 * covers the text as it is kept.
 */
export const storable = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
