import { Type } from 'typebox';
import { entrySchema } from '../transfers/transfer-schemas.ts';
import { POSTINGS_MAX } from './read-adjustment.ts';

/* These schemas describe the API in its OpenAPI document; what is checked is `readAdjustment`. */

const text = (description: string, example?: string) =>
  Type.String({ description, ...(example === undefined ? {} : { examples: [example] }) });

export const adjustmentSchema = Type.Object(
  {
    author: text('Person who asks; recorded in the log.'),
    reason: text('Why; recorded in the log.'),
    driftId: Type.Optional(
      Type.Union([text('The drift that it closes.'), Type.Null()], {
        description: 'An entry that names a drift may touch assets:mono.',
      }),
    ),
    openingBalance: Type.Optional(
      Type.Boolean({ description: 'True for opening balances, which may touch assets:mono.' }),
    ),
    postings: Type.Array(
      Type.Object(
        {
          account: text('Account of the chart in force; never clearing.', 'expenses:fees:ach'),
          amount: Type.Union([Type.Integer(), Type.String({ pattern: '^-?[1-9][0-9]*$' })], {
            description: 'Minor units (1 peso = 100): positive is a debit, negative a credit.',
            examples: ['-500000'],
          }),
          currency: text('ISO 4217 code.', 'COP'),
        },
        { additionalProperties: false },
      ),
      { minItems: 2, maxItems: POSTINGS_MAX, description: 'They sum to zero per currency.' },
    ),
  },
  { additionalProperties: false },
);

export const adjustmentAcceptedSchema = Type.Object({
  adjustmentId: Type.String({ format: 'uuid', description: 'Id of the adjustment, for ever.' }),
  status: Type.Literal('accepted', { description: 'Accepted for booking.' }),
  acceptedAt: Type.String({ description: 'ISO 8601, UTC, microseconds.' }),
  replayed: Type.Boolean({ description: 'True if this key was answered before: the same answer.' }),
});

export const adjustmentDryRunSchema = Type.Object({
  dryRun: Type.Literal(true),
  adjustmentId: Type.String({ format: 'uuid' }),
  outcome: Type.String({ description: 'accepted or replayed: what a real request would give.' }),
  entries: Type.Array(entrySchema, { description: 'What would be booked.' }),
});
