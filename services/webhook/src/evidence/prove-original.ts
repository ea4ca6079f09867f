import { createHash } from 'node:crypto';
import { verifyMonoSignature, type WebhookSecret } from '@riel/mono-client';
import type { StoredEvidence } from './read-evidence.ts';

/** An original that somebody opened. */
export interface OpenedOriginal {
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
}

/** What an opened original proves. */
export interface Proof {
  /** Whether the body is the one whose digest was stored at its receipt. */
  readonly isDigestEqual: boolean;
  /** Whether the signature is true today; `secret-not-here` if no file holds its secret any more. */
  readonly signature: 'true' | 'false' | 'secret-not-here';
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/** Proves an old webhook again: digest and signature, under the secret that was recorded with it. */
export function proveOriginal(
  evidence: Pick<StoredEvidence, 'digest' | 'secretId' | 'receivedAt'>,
  original: OpenedOriginal,
  secrets: readonly WebhookSecret[],
): Proof {
  const digest = createHash('sha256').update(original.rawBody).digest();
  const isDigestEqual = digest.equals(evidence.digest);
  const secret = secrets.find(({ id }) => id === evidence.secretId);
  if (secret === undefined) return { isDigestEqual, signature: 'secret-not-here' };
  const verdict = verifyMonoSignature({
    header: original.signatureHeader,
    rawBody: original.rawBody,
    secrets: [secret],
    nowSeconds: Math.floor(evidence.receivedAt / MICROSECONDS_PER_SECOND),
    // Whether it was fresh was judged at its receipt; here only its truth is.
    toleranceSeconds: Number.MAX_SAFE_INTEGER,
    futureToleranceSeconds: Number.MAX_SAFE_INTEGER,
  });
  return { isDigestEqual, signature: verdict.kind === 'refused' ? 'false' : 'true' };
}
