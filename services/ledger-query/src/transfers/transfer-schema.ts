import { Type } from 'typebox';

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const minorUnits = Type.String({ description: 'Minor units (1 peso = 100), digits' });

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
  timeline: Type.Array(
    Type.Object({
      event: Type.String(),
      eventId: Type.String(),
      occurredAt: Type.String(),
      recordedAt: Type.String(),
      chainNumber: Type.String(),
      chainHash: Type.String(),
      marks: Type.Array(Type.String(), { description: 'Differences that wait for an explanation' }),
      entries: Type.Array(
        Type.Object({
          kind: Type.String(),
          bookingDate: Type.String(),
          postings: Type.Array(
            Type.Object({
              account: Type.String(),
              amount: Type.String({ description: 'Digits; a debit, negative for a credit' }),
              currency: Type.String(),
            }),
          ),
        }),
      ),
    }),
    { description: 'The facts in the order of the log, each with what it booked' },
  ),
});
