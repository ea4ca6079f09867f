/** Errors that were thrown on purpose say all; of others the place is worth knowing. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('RIEL_') ? `${code}: ${error.message}` : (error.stack ?? error.message);
}
