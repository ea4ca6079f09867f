/** Name of the place that evidence is sealed under, beside its id. */
export const EVIDENCE_EVENT_NAME = 'WebhookEvidence';

const LENGTH_BYTES = 4;

/** What is sealed as evidence: the signature header and the raw body, each with its length before it. */
export function originalOf(original: {
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
}): Buffer {
  const header = Buffer.from(original.signatureHeader, 'latin1');
  const parts = [header, original.rawBody].flatMap((part) => {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return Buffer.concat(parts);
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
