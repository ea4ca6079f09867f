import { Type } from 'typebox';
import {
  acceptedSchema,
  entrySchema,
  rejectionSchema,
  transferSchema,
} from '../transfers/transfer-schemas.ts';

export const BATCH_TRANSFERS_MAX = 1_000;

export const batchSchema = Type.Object(
  {
    mode: Type.Union([Type.Literal('atomic'), Type.Literal('continue')], {
      description: 'atomic accepts all or none; continue accepts each that can be.',
    }),
    transfers: Type.Array(
      Type.Object(
        {
          idempotencyKey: Type.String({ description: 'Mandatory, of each member its own.' }),
          ...transferSchema.properties,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: BATCH_TRANSFERS_MAX },
    ),
  },
  { additionalProperties: false },
);

export const batchAnswerSchema = Type.Object({
  mode: Type.String(),
  accepted: Type.Integer(),
  replayed: Type.Integer(),
  rejected: Type.Integer(),
  unavailable: Type.Integer({ description: 'Members to send again under the same keys.' }),
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      idempotencyKey: Type.Union([Type.String(), Type.Null()]),
      outcome: Type.String({ description: 'accepted, replayed, rejected or unavailable.' }),
      transfer: Type.Optional(acceptedSchema),
      errors: Type.Optional(Type.Array(rejectionSchema)),
    }),
  ),
});

export const batchTrialSchema = Type.Object({
  dryRun: Type.Literal(true),
  mode: Type.String(),
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      idempotencyKey: Type.Union([Type.String(), Type.Null()]),
      outcome: Type.String({ description: 'accepted, replayed or rejected: what would be.' }),
      entries: Type.Optional(Type.Array(entrySchema)),
      errors: Type.Optional(Type.Array(rejectionSchema)),
    }),
  ),
});
