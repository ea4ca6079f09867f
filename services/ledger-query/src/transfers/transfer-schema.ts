import { Type } from 'typebox';
import { minorUnits, nullable, timelineSchema } from '../timeline/timeline-schema.ts';

/** Answer of `GET /v1/transfers/{id}`. */
export const transferSchema = Type.Object({
  transferId: Type.String(),
  state: Type.String({
    description: 'requested and accepted are not settled; only settled is the word of the rail',
  }),
  final: Type.Boolean({ description: 'A final state may still change; then the books follow' }),
  requestedRail: nullable('Rail asked for; null if none was'),
  actualRail: nullable('Rail that settled or declined it; null until something names one'),
  railEvidence: nullable('Where the actual rail was read'),
  amount: minorUnits,
  currency: Type.String(),
  fees: minorUnits,
  taxes: minorUnits,
  monoAccountId: nullable('Mono account that pays'),
  monoTransferId: nullable("Mono's id of its transfer"),
  caller: nullable('Client that asked'),
  thirdPartyId: nullable("Keyed hash of the payee's document"),
  requestedAt: nullable('UTC, microseconds'),
  acceptedAt: nullable('UTC, microseconds'),
  finalAt: nullable('UTC, microseconds'),
  timeline: timelineSchema,
});
