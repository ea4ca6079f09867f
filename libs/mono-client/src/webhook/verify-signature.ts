import { createHmac, timingSafeEqual } from 'node:crypto';

/** A secret of a webhook, whole, with its `whsec_` prefix. */
export interface WebhookSecret {
  readonly id: string;
  readonly secret: string;
}

export interface SignatureCheck {
  /** The `Mono-Signature` header as received; a list if it was sent several times. */
  readonly header: string | readonly string[] | undefined;
  /** The body's bytes as received, before any parsing. */
  readonly rawBody: Uint8Array;
  /** The active secrets, newest first. */
  readonly secrets: readonly WebhookSecret[];
  readonly nowSeconds: number;
  /** How far back the signed time may lie and still be believed. */
  readonly toleranceSeconds: number;
  /** How far ahead the signed time may lie. */
  readonly futureToleranceSeconds: number;
}

export type SignatureRefusal =
  | 'missing'
  | 'repeated-header'
  | 'malformed'
  | 'no-known-version'
  | 'no-active-secret'
  | 'mismatch'
  | 'in-the-future';

/** A stale signature is true but old: worth a look-up, not worth belief. */
export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly secretId: string; readonly signedAtSeconds: number }
  | { readonly kind: 'stale'; readonly secretId: string; readonly signedAtSeconds: number }
  | { readonly kind: 'refused'; readonly reason: SignatureRefusal };

/** Longest header that is read, in characters. */
export const SIGNATURE_HEADER_LENGTH_MAX = 1_024;
/** Most `v1` values that are compared. */
export const SIGNATURES_MAX = 5;

const partName = /^[a-z][a-z0-9_]{0,15}$/;
const digits = /^\d{1,12}$/;
const hexDigest = /^[0-9a-f]{64}$/;

interface ParsedHeader {
  readonly signedAt: string;
  readonly signatures: readonly Buffer[];
}

const refused = (reason: SignatureRefusal): SignatureVerdict => ({ kind: 'refused', reason });

/** The parts of the header, or why it is refused. Anything that is not a plain list of `name=value` is malformed. */
function parseHeader(text: string): ParsedHeader | SignatureRefusal {
  if (text.length > SIGNATURE_HEADER_LENGTH_MAX) return 'malformed';
  let signedAt: string | null = null;
  const signatures: Buffer[] = [];
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0));
    const value = part.slice(equals + 1);
    if (!partName.test(name)) return 'malformed';
    if (name === 't') {
      if (signedAt !== null || !digits.test(value)) return 'malformed';
      signedAt = value;
    } else if (name === 'v1') {
      if (!hexDigest.test(value) || signatures.length === SIGNATURES_MAX) return 'malformed';
      signatures.push(Buffer.from(value, 'hex'));
    }
  }
  if (signedAt === null) return 'malformed';
  return signatures.length === 0 ? 'no-known-version' : { signedAt, signatures };
}

const digestOf = (secret: string, signedAt: string, rawBody: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${signedAt}.`).update(rawBody).digest();

/** The first secret under which one of the signatures is true. Every pair is compared, in constant time. */
function signerOf(header: ParsedHeader, check: SignatureCheck): WebhookSecret | null {
  let signer: WebhookSecret | null = null;
  for (const secret of check.secrets) {
    const expected = digestOf(secret.secret, header.signedAt, check.rawBody);
    for (const signature of header.signatures) {
      const equal = timingSafeEqual(expected, signature);
      if (equal && signer === null) signer = secret;
    }
  }
  return signer;
}

/** The header's parts, or why no body could make it true. */
function readHeader({
  header,
  secrets,
}: Pick<SignatureCheck, 'header' | 'secrets'>): ParsedHeader | SignatureRefusal {
  if (header === undefined || header.length === 0) return 'missing';
  if (typeof header !== 'string' && header.length > 1) return 'repeated-header';
  const parsed = parseHeader(typeof header === 'string' ? header : (header[0] ?? ''));
  if (typeof parsed === 'string') return parsed;
  return secrets.length === 0 ? 'no-active-secret' : parsed;
}

/** Why no body at all could fit the header; null if only the body can tell. Costs no digest. */
export function refusalOfHeader(
  check: Pick<SignatureCheck, 'header' | 'secrets'>,
): SignatureRefusal | null {
  const read = readHeader(check);
  return typeof read === 'string' ? read : null;
}

/**
 * Checks `Mono-Signature`: HMAC-SHA256 over `<t>.<raw body>` with the whole secret string. Unknown
 * versions are ignored, one true `v1` under one active secret is enough. Pure: the time is given.
 */
export function verifyMonoSignature(check: SignatureCheck): SignatureVerdict {
  const parsed = readHeader(check);
  if (typeof parsed === 'string') return refused(parsed);
  const signer = signerOf(parsed, check);
  if (signer === null) return refused('mismatch');
  const signedAtSeconds = Number(parsed.signedAt);
  if (signedAtSeconds > check.nowSeconds + check.futureToleranceSeconds) {
    return refused('in-the-future');
  }
  const kind = signedAtSeconds < check.nowSeconds - check.toleranceSeconds ? 'stale' : 'valid';
  return { kind, secretId: signer.id, signedAtSeconds };
}

/** The header that Mono would send: for tests and benchmarks that play Mono. */
export function monoSignatureHeader(signed: {
  readonly secret: string;
  readonly signedAtSeconds: number;
  readonly rawBody: Uint8Array;
}): string {
  const signedAt = String(signed.signedAtSeconds);
  return `t=${signedAt},v1=${digestOf(signed.secret, signedAt, signed.rawBody).toString('hex')}`;
}
