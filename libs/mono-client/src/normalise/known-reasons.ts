/** Reason codes that are published as they are; any other text becomes `other` and is sealed. */
const declinationReasons: ReadonlySet<string> = new Set([
  // Documented by Mono.
  'insufficient_funds',
  // Not documented: what the sandbox answers to the documented magic numbers.
  'declined_by_origin_bank',
  'declined_by_destination_bank',
  'global_limit_exceeded',
  'rail_not_supported',
  'final_state_changed',
]);

const fallbackReasons: ReadonlySet<string> = new Set([
  // No value is documented: this one is the sandbox's.
  'rail_not_supported',
]);

/** A reason as published, and the text to seal if it is not a known one. */
export interface PublishedReason {
  readonly code: string | null;
  readonly text: string | null;
}

const publish = (known: ReadonlySet<string>, text: string | null): PublishedReason => {
  if (text === null) return { code: null, text: null };
  return known.has(text) ? { code: text, text: null } : { code: 'other', text };
};

/** Maps Mono's `declination_reason`, an open text. */
export function declinationReasonOf(text: string | null): PublishedReason {
  return publish(declinationReasons, text);
}

/** Maps Mono's `fallback_reason`, an open text. */
export function fallbackReasonOf(text: string | null): PublishedReason {
  return publish(fallbackReasons, text);
}
