import { problem } from './errors.ts';
import type { Principal } from './principal.ts';

export interface RateLimit {
  /** Requests per second and API key in the long run. */
  readonly requestsPerSecond: number;
  /** Requests that a key may send at once after a pause. */
  readonly burst: number;
  /** Milliseconds of a clock that only moves forward. Default: the process's. */
  readonly clock?: () => number;
}

/** Takes one request from what a key may send. Throws a 429 problem when nothing is left. */
export type TakeToken = (principal: Principal) => Promise<void>;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** A token bucket per API key of this instance. Their number is that of the keys, so it is bounded. */
export function createRateLimit(limit: RateLimit | undefined): TakeToken {
  if (limit === undefined) return async () => await Promise.resolve();
  const clock = limit.clock ?? (() => performance.now());
  const buckets = new Map<string, Bucket>();
  return async ({ keyId }) => {
    const at = clock();
    const bucket = buckets.get(keyId) ?? { tokens: limit.burst, filledAt: at };
    const earned = ((at - bucket.filledAt) / 1000) * limit.requestsPerSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + earned);
    bucket.filledAt = at;
    buckets.set(keyId, bucket);
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / limit.requestsPerSecond);
      throw problem({
        status: 429,
        code: 'rate-limited',
        detail: `The API key may send ${limit.requestsPerSecond} requests per second.`,
        headers: { 'retry-after': String(seconds) },
      });
    }
    bucket.tokens -= 1;
    await Promise.resolve();
  };
}
