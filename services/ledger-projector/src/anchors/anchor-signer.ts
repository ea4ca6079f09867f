import { createPrivateKey, sign } from 'node:crypto';
import { newestOf } from '@riel/sealing';
import type { StoredKey } from '@riel/sealing';
import { LedgerError } from '../errors.ts';
import { signedBytesOf } from './anchor.ts';
import type { Anchor, AnchoredHead } from './anchor.ts';

/** Signs chain heads. */
export interface AnchorSigner {
  readonly keyId: string;
  sign(heads: readonly AnchoredHead[], occurredAt: number): Anchor;
}

/** A signer with the newest key. Throws LedgerError RIEL_ANCHOR_KEY if it cannot sign. */
export const createAnchorSigner = (keys: readonly StoredKey[]): AnchorSigner => {
  const key = newestOf(keys);
  const publicText = key?.publicKey?.x;
  if (key?.privateKey === undefined || publicText === undefined) {
    throw new LedgerError('RIEL_ANCHOR_KEY', 'LEDGER_SIGNING_KEY_FILE has no Ed25519 key pair');
  }
  const { keyId } = key;
  const privateKey = createPrivateKey({ key: { ...key.privateKey }, format: 'jwk' });
  const publicKey = Buffer.from(publicText, 'base64url');
  return {
    keyId,
    sign: (heads, occurredAt) => {
      const content = { occurredAt, keyId, heads };
      return { ...content, publicKey, signature: sign(null, signedBytesOf(content), privateKey) };
    },
  };
};
