export { createMonoClient, type MonoClientOptions } from './client/create-mono-client.ts';
export type {
  CollectionIntentFilters,
  CollectionLinkFilters,
  ListCall,
  MonoApiKey,
  MonoCall,
  MonoClient,
  MonoCreator,
  MonoReader,
  PageWish,
  Sort,
  TimeRange,
  TransferFilters,
} from './client/mono-client.ts';
export {
  monoFailures,
  type AnswerHeaders,
  type MonoAnswered,
  type MonoBody,
  type MonoFailed,
  type MonoFailure,
  type MonoOutcome,
} from './client/outcome.ts';
export { retryAfterMilliseconds } from './client/retry-after.ts';
export {
  storedSubmissionOf,
  type StoredSubmission,
  type SubmissionOperation,
  type SubmissionRow,
} from './client/stored-submission.ts';
export type { MonoRequest, MonoTransport, TransportAnswer } from './client/transport.ts';
export {
  createUndiciTransport,
  defaultTransportLimits,
  type TransportLimits,
  type UndiciTransportOptions,
} from './client/undici-transport.ts';
export { readApiKeyFile, type DatedApiKey } from './keys/mono-api-key-file.ts';
export { MonoClientError, type MonoClientErrorCode } from './errors.ts';
export {
  normaliseCollectionIntent,
  type IntentNormalisation,
} from './normalise/normalise-collection-intent.ts';
export { normaliseCredit, type CreditNormalisation } from './normalise/normalise-credit.ts';
export { normaliseTransfer, type TransferNormalisation } from './normalise/normalise-transfer.ts';
export {
  batchWebhookTypes,
  CREDIT_WEBHOOK_TYPE,
  intentWebhookTypes,
  normaliseWebhook,
  transferWebhookTypes,
  type WebhookNormalisation,
} from './normalise/normalise-webhook.ts';
export type {
  FactSource,
  LookUpReason,
  Normalised,
  NormalisedBatch,
  NormalisedEvent,
  NormalisedWebhook,
  PrivateText,
  ProviderEventName,
} from './normalise/normalised-event.ts';
export { ourIdOf } from './normalise/our-id.ts';
export { railOf, type SeenRail } from './normalise/rail-of.ts';
export type { MonoMoney, Parsed } from './objects/json-reader.ts';
export type { MonoAccount, MonoBalance } from './objects/mono-account.ts';
export type { MonoBank, MonoBankKind, MonoBankList } from './objects/mono-bank.ts';
export {
  parseMonoCollectionIntent,
  type MonoCollectionIntent,
} from './objects/mono-collection-intent.ts';
export {
  parseMonoCollectionLink,
  type MonoCollectionLink,
} from './objects/mono-collection-link.ts';
export {
  parseMonoCreatedTransfers,
  type MonoCreatedTransfers,
} from './objects/mono-created-transfers.ts';
export { parseMonoCredit, type MonoCredit, type MonoPayer } from './objects/mono-credit.ts';
export type { MonoError, MonoErrorItem } from './objects/mono-error.ts';
export type { MonoPage, UnreadableItem } from './objects/mono-page.ts';
export { formatMonoTime, parseMonoTime } from './objects/mono-time.ts';
export {
  foreignIdOf,
  parseMonoTransfer,
  type MonoBatch,
  type MonoCreatedTransfer,
  type MonoPayee,
  type MonoTransfer,
} from './objects/mono-transfer.ts';
export {
  encodeTransfersBody,
  TRANSFERS_PER_REQUEST_MAX,
  type TransferToCreate,
  type TransfersToCreate,
} from './requests/encode-transfers-body.ts';
export {
  encodeCollectionLinkBody,
  type CollectionLinkToCreate,
} from './requests/encode-collection-link-body.ts';
export {
  monoSignatureHeader,
  SIGNATURE_HEADER_LENGTH_MAX,
  SIGNATURES_MAX,
  refusalOfHeader,
  verifyMonoSignature,
  type SignatureCheck,
  type SignatureRefusal,
  type SignatureVerdict,
  type WebhookSecret,
} from './webhook/verify-signature.ts';
