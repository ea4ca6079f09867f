/** Class of the advisory locks of lanes; the second number is the Mono account's. */
export const LANE_LOCK_CLASS = 'riel gateway lane';
