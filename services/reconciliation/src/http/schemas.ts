import { amountInput } from '@riel/http';
import { Type } from 'typebox';
import { proofLineNames } from '../proof/proof.ts';

const date = (description: string) => Type.Optional(Type.String({ format: 'date', description }));
const author = Type.String({ minLength: 1, maxLength: 200, description: 'Person who asks for it' });

/** Body of `POST /v1/reconciliations`: one form of window, or none for today with the look-back. */
export const runWishSchema = Type.Object(
  {
    monoAccountId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    date: date('Compare this day and the look-back before it'),
    from: date('First day of a range'),
    to: date('Last day of the range'),
    full: Type.Optional(Type.Boolean({ description: 'Compare everything' })),
  },
  { additionalProperties: false },
);

export const runIdSchema = Type.Object({ runId: Type.String({ format: 'uuid' }) });
export const driftIdSchema = Type.Object({ driftId: Type.String({ format: 'uuid' }) });

export const limitSchema = Type.Integer({ minimum: 1, maximum: 1_000, default: 100 });

export const reportQuerySchema = Type.Object(
  {
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('csv'), Type.Literal('html')]),
    ),
  },
  { additionalProperties: false },
);

export const driftQuerySchema = Type.Object(
  {
    status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('resolved')])),
    kind: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    monoAccountId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    limit: Type.Optional(limitSchema),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/drift/{id}/resolve`. */
export const resolutionSchema = Type.Object(
  {
    author,
    reason: Type.String({ minLength: 1, maxLength: 1_000 }),
    rail: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' })),
  },
  { additionalProperties: false },
);

/** Body of `POST /v1/report-imports`. */
export const importSchema = Type.Object(
  {
    author,
    force: Type.Optional(Type.Boolean()),
    lines: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[A-Za-z]{2,7}_[\\w-]{1,64}$' }),
          monoAccountId: Type.String({ pattern: '^acc_[\\w-]{1,64}$' }),
          amount: amountInput,
          currency: Type.String({ pattern: '^[A-Z]{3}$' }),
          transactionAt: Type.String({ format: 'date-time' }),
          type: Type.Optional(Type.String({ maxLength: 64 })),
          rail: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  },
  { additionalProperties: false },
);

/** A line of the balance proof of a run. */
export const proofLineSchema = Type.Object({
  runId: Type.String({ format: 'uuid' }),
  line: Type.Union(proofLineNames.map((name) => Type.Literal(name))),
});

export const entriesQuerySchema = Type.Object(
  {
    after: Type.Optional(
      Type.String({ pattern: '^\\d{1,19}-\\d{1,9}$', description: '`next` of the page before' }),
    ),
    limit: Type.Optional(limitSchema),
  },
  { additionalProperties: false },
);
