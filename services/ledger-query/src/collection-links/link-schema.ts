import { Type } from 'typebox';
import { minorUnits, nullable, timelineSchema } from '../timeline/timeline-schema.ts';

const intentSchema = Type.Object({
  collectionIntentId: Type.String({ description: "Mono's id of the try to pay" }),
  state: Type.String({ description: 'credited: the money is in the account; failed: it is not' }),
  amount: Type.String({
    description: "Minor units, digits: the intent's amount, which may differ from the link's",
  }),
  currency: Type.String(),
  fees: minorUnits,
  taxes: minorUnits,
  finalAt: nullable("Mono's time of the state; UTC, microseconds"),
  timeline: timelineSchema,
});

/** Answer of `GET /v1/collection-links/{id}`. */
export const linkSchema = Type.Object({
  collectionLinkId: Type.String(),
  state: Type.String({
    description: 'requested, created or refused. A link has no paid state: its intents have',
  }),
  expired: Type.Boolean({ description: 'Nobody can pay by it any more' }),
  caller: nullable('Client that asked'),
  monoAccountId: nullable('Mono account that receives'),
  amount: minorUnits,
  currency: nullable('ISO 4217 code'),
  amountValidation: nullable('Which amounts the payer may pay'),
  usageType: nullable('single_use or reusable'),
  expiresAt: nullable('UTC, microseconds'),
  redirectUrl: nullable('Where the payer goes afterwards; that is no payment'),
  monoCollectionLinkId: nullable("Mono's id of the link"),
  link: nullable('The URL to share, once Mono created it'),
  refusalReason: nullable('Stable code, if it was refused'),
  requestedAt: nullable('UTC, microseconds'),
  createdAt: nullable('UTC, microseconds'),
  collectedAmount: Type.String({
    description: 'Minor units, digits: the sum of what its intents brought in, before fees',
  }),
  intents: Type.Array(intentSchema, { description: 'Tries to pay that ended' }),
  timeline: timelineSchema,
});
