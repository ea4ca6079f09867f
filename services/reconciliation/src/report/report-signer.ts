import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { newestOf, type StoredKey } from '@riel/sealing';
import { ReconciliationSettingError } from '../errors.ts';

/** Signs the digest of a report with an Ed25519 key, and checks such signatures. */
export interface ReportSigner {
  readonly keyId: string;
  sign(digest: string): Buffer;
  /** Null if the key is not among those known. */
  verify(
    digest: string,
    signed: { readonly keyId: string; readonly signature: Buffer },
  ): boolean | null;
}

const signedForm = (digest: string): Buffer =>
  Buffer.from(`riel-reconciliation-report:${digest}`, 'utf8');

/** Makes the signer; the newest key signs, all can verify. */
export function createReportSigner(keys: readonly StoredKey[]): ReportSigner {
  const newest = newestOf(keys);
  if (newest?.privateKey === undefined) {
    throw new ReconciliationSettingError('REPORT_SIGNING_KEY_FILE', 'holds no private key');
  }
  const privateKey = createPrivateKey({ key: { ...newest.privateKey }, format: 'jwk' });
  const publicKeys = new Map<string, KeyObject>(
    keys.flatMap((key) =>
      key.publicKey === undefined
        ? []
        : [[key.keyId, createPublicKey({ key: { ...key.publicKey }, format: 'jwk' })] as const],
    ),
  );
  return {
    keyId: newest.keyId,
    sign: (digest) => sign(null, signedForm(digest), privateKey),
    verify: (digest, { keyId, signature }) => {
      const key = publicKeys.get(keyId);
      return key === undefined ? null : verify(null, signedForm(digest), key, signature);
    },
  };
}

/** SHA-256 of a report's JSON, hex: it names the digest of the report before, so all are chained. */
export function digestOfReport(json: string): string {
  return hash('sha256', json, 'hex');
}
