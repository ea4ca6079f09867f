export type {
  AdjustmentId,
  Caller,
  CollectionIntentId,
  CollectionLinkId,
  EventId,
  Instant,
  MinorUnits,
  MonoAccountId,
  MonoBatchId,
  MonoTransactionId,
  MonoTransferId,
  SubmissionId,
  ThirdPartyId,
  TransferId,
} from '@riel/schemas';
export {
  adjustmentIdOf,
  collectionLinkIdOf,
  eventIdOf,
  parseTransferId,
  transferIdOf,
} from './derived-ids.ts';
export { IdError, type IdErrorCode } from './errors.ts';
export { lengthPrefixed } from './length-prefixed.ts';
export { submissionKeyOf, type SubmissionMembers } from './submission-key.ts';
export { parseUuid, RIEL_NAMESPACE, uuidV5, uuidV7 } from './uuid.ts';
