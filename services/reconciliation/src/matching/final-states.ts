/** States that end a transfer at Mono, though `approved` and `declined` can still change into each other. */
export const finalStates: ReadonlySet<string> = new Set([
  'approved',
  'declined',
  'cancelled',
  'duplicated',
]);
