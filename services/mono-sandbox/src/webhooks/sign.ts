import { createHmac } from 'node:crypto';

/** The `Mono-Signature` of a body: the whole secret string is the key, `<t>.<body>` is what is signed. */
export function signatureHeader(secret: string, signedAtSeconds: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${signedAtSeconds}.${body}`).digest('hex');
  return `t=${signedAtSeconds},v1=${digest}`;
}
