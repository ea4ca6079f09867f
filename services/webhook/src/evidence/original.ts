/** Name of the place that evidence is sealed under, beside its id. */
export const EVIDENCE_EVENT_NAME = 'WebhookEvidence';

const LENGTH_BYTES = 4;

/** What is sealed as evidence: the signature header and the raw body, each with its length before it. */
export function originalOf(original: {
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
}): Buffer {
  const { signatureHeader, rawBody } = original;
  // Latin-1 takes one byte for each character.
  const headerEnd = LENGTH_BYTES + signatureHeader.length;
  const bytes = Buffer.allocUnsafe(headerEnd + LENGTH_BYTES + rawBody.length);
  bytes.writeUInt32BE(signatureHeader.length, 0);
  bytes.write(signatureHeader, LENGTH_BYTES, 'latin1');
  bytes.writeUInt32BE(rawBody.length, headerEnd);
  bytes.set(rawBody, headerEnd + LENGTH_BYTES);
  return bytes;
}

/** Reads it back; null if the bytes are of another form. */
export function readOriginal(
  bytes: Buffer,
): { readonly signatureHeader: string; readonly rawBody: Buffer } | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const headerEnd = LENGTH_BYTES + bytes.readUInt32BE(0);
  if (bytes.length < headerEnd + LENGTH_BYTES) return null;
  const bodyStart = headerEnd + LENGTH_BYTES;
  if (bytes.length !== bodyStart + bytes.readUInt32BE(headerEnd)) return null;
  return {
    signatureHeader: bytes.subarray(LENGTH_BYTES, headerEnd).toString('latin1'),
    rawBody: bytes.subarray(bodyStart),
  };
}
