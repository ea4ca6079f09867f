import { Type } from 'typebox';

/*
 * These schemas describe the API in its OpenAPI document. What is checked is `readTransfer`, the same for
 * HTTP and Kafka, so that both doors refuse the same things with the same codes.
 */

const text = (description: string, example?: string) =>
  Type.String({ description, ...(example === undefined ? {} : { examples: [example] }) });
const optional = (description: string, example?: string) =>
  Type.Optional(Type.Union([text(description, example), Type.Null()]));

export const payeeSchema = Type.Object(
  {
    name: text('Full name.'),
    documentType: text('Document type.', 'CC'),
    documentNumber: text('Document number, letters and digits alone.', '1099711789'),
    email: optional('E-mail address.'),
    bankCode: optional('Code from the bank list (transfers), leading zeros kept.', '007'),
    accountNumber: optional('Account number as text.', '700123456789'),
    accountType: optional('Account type.', 'savings_account'),
    recipientHandle: optional('Alias, in place of a bank account, for rails that take one.'),
    reference: optional('Reference shown to the payee.'),
    description: optional('Description for the payer.'),
  },
  { additionalProperties: false, description: 'Who is paid. Sealed before it leaves.' },
);

export const transferSchema = Type.Object(
  {
    monoAccountId: text('Mono account that pays.', 'acc_5tgliBmzjZ6mpQPRbQjfKj'),
    amount: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]*$' })], {
      description: 'Minor units (1 peso = 100), as an integer or, exact at any size, as digits.',
      examples: ['12345600'],
    }),
    currency: text('ISO 4217 code.', 'COP'),
    rail: optional('Rail wanted; absent leaves the choice to Mono.', 'turbo'),
    fallbackRails: Type.Optional(
      Type.Union([Type.Array(Type.String()), Type.Null()], {
        description: "Rails to try next; absent means Mono's own fallback, [] forbids fallback.",
      }),
    ),
    counterAccount: optional('Ledger account to debit instead of liabilities:payouts.'),
    notAfter: optional('After this instant the transfer is refused, not paid. ISO 8601.'),
    metadata: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], {
        description: 'Labels of your own; they must hold no personal data.',
      }),
    ),
    payee: payeeSchema,
  },
  { additionalProperties: false },
);

export const acceptedSchema = Type.Object({
  transferId: Type.String({ format: 'uuid', description: 'Id of the transfer, for ever.' }),
  status: Type.Literal('accepted', {
    description: 'Accepted for sending. Whether it settles is told by the transfer itself.',
  }),
  acceptedAt: Type.String({ description: 'ISO 8601, UTC, microseconds.' }),
  bankCodeChecked: Type.Boolean({
    description: 'False if the bank list was too old to check the bank code against.',
  }),
  replayed: Type.Boolean({ description: 'True if this key was answered before: the same answer.' }),
});

export const rejectionSchema = Type.Object({
  field: Type.Union([Type.String(), Type.Null()]),
  code: Type.String(),
  message: Type.String(),
});

export const entrySchema = Type.Object({
  kind: Type.String(),
  bookingDate: Type.String({ description: 'Calendar date in Bogota.' }),
  postings: Type.Array(
    Type.Object({
      account: Type.String(),
      amount: Type.String({ description: 'Minor units; positive is a debit, negative a credit.' }),
      currency: Type.String(),
    }),
  ),
});

export const dryRunSchema = Type.Object({
  dryRun: Type.Literal(true),
  transferId: Type.String({ format: 'uuid' }),
  outcome: Type.String({ description: 'accepted or replayed: what a real request would give.' }),
  bankCodeChecked: Type.Boolean(),
  entries: Type.Array(entrySchema, { description: 'What would be booked for the request.' }),
});

export const idempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Mandatory. 1 to 255 visible ASCII characters.' }),
  ),
});

export const dryRunQuery = Type.Object({
  dryRun: Type.Optional(
    Type.String({ enum: ['true', 'false'], description: 'true validates and stores nothing.' }),
  ),
});
