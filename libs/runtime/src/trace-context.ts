import { randomFillSync } from 'node:crypto';

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

// One call to the system for many ids: each request and each span draws some bytes.
const pool = Buffer.alloc(4_096);
let poolUsed = pool.length;

function randomHex(bytes: number): string {
  if (poolUsed + bytes > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += bytes;
  return pool.toString('hex', poolUsed - bytes, poolUsed);
}

/** The parts of a W3C `traceparent`. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Reads a W3C `traceparent` of any version; null if it is absent or malformed. */
export function parseTraceparent(text: string | null | undefined): TraceContext | null {
  const match = FORM.exec(text ?? '');
  if (match === null) return null;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  const futureOnly = version === '00' && rest !== undefined;
  if (version === 'ff' || futureOnly || traceId === NO_TRACE || spanId === NO_SPAN) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A `traceparent` that starts a trace. */
export function newTraceparent(): string {
  const bytes = randomHex(24);
  return `00-${bytes.slice(0, 32)}-${bytes.slice(32)}-01`;
}

/**
 * A `traceparent` for the next step of the same trace. An absent or malformed parent starts a new
 * trace, so that what a stranger sends can neither break a request nor reach a log.
 */
export function childTraceparent(parent: string | null | undefined): string {
  const context = parseTraceparent(parent);
  if (context === null) return newTraceparent();
  const span = randomHex(8);
  return `00-${context.traceId}-${span}-${context.sampled ? '01' : '00'}`;
}
