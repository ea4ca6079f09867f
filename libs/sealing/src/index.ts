export { SealingError, type SealingErrorCode } from './errors.ts';
export { type HashKey, hashKeyOf, hmacOf, thirdPartyIdOf } from './hash-key.ts';
export { type KeyFileOptions, loadKeyFile, writeKeyFile } from './key-file.ts';
export {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  type KeyAlgorithm,
  keyAlgorithms,
  newestOf,
  publicPart,
  type StoredKey,
} from './key.ts';
export { createOpener, type Opened, type Opener, type OpenerOptions } from './opener.ts';
export { createRequestSigner, type RequestSigner } from './request-signer.ts';
export {
  createRequestVerifier,
  type RequestVerifier,
  type Verification,
} from './request-verifier.ts';
export { type BlobPlace } from './sealed-blob.ts';
export { createSealer, type Sealable, type Sealer, type SealerOptions } from './sealer.ts';
export { signedFormOf, type UnsignedTransferRequest } from './signed-form.ts';
