import { Type } from 'typebox';
import { entrySchema } from '../transfers/transfer-schemas.ts';
import { amountValidations, linkDefaults, usageTypes } from './link-command.ts';

/* These schemas describe the API in its OpenAPI document; what is checked is `readLink`. */

const text = (description: string, example?: string) =>
  Type.String({ description, ...(example === undefined ? {} : { examples: [example] }) });
const optional = (description: string, example?: string) =>
  Type.Optional(Type.Union([text(description, example), Type.Null()]));
const word = (words: readonly string[], description: string, standard: string) =>
  Type.Optional(
    Type.Union([Type.String({ enum: [...words] }), Type.Null()], {
      description: `${description} ${standard} if absent.`,
    }),
  );

export const linkSchema = Type.Object(
  {
    monoAccountId: text('Mono account that receives.', 'acc_5tgliBmzjZ6mpQPRbQjfKj'),
    amount: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]*$' })], {
      description: 'Minor units (1 peso = 100), as an integer or, exact at any size, as digits.',
      examples: ['12345600'],
    }),
    currency: text('ISO 4217 code.', 'COP'),
    amountValidation: word(
      amountValidations,
      'Which amounts the payer may pay; what is paid is what is booked.',
      linkDefaults.amountValidation,
    ),
    usageType: word(usageTypes, 'How often the link can be paid.', linkDefaults.usageType),
    expiresAt: optional('After this instant nobody can pay by the link. ISO 8601.'),
    redirectUrl: optional(
      'Where the payer goes afterwards. A redirect is no payment. It must hold no personal data.',
    ),
    payer: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              name: optional('Full name.'),
              documentType: optional('Document type, with the number.', 'CC'),
              documentNumber: optional('Document number, with the type.', '1099711789'),
              email: optional('E-mail address.'),
              phoneNumber: optional('Phone number.', '+573000000000'),
              reference: optional('Reference shown to the payer.'),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        { description: 'Who is asked to pay. Sealed before it leaves.' },
      ),
    ),
  },
  { additionalProperties: false },
);

export const linkAcceptedSchema = Type.Object({
  collectionLinkId: Type.String({ format: 'uuid', description: 'Id of the link, for ever.' }),
  status: Type.Literal('accepted', {
    description: 'Accepted for creating. The link itself is told by the read side.',
  }),
  acceptedAt: Type.String({ description: 'ISO 8601, UTC, microseconds.' }),
  replayed: Type.Boolean({ description: 'True if this key was answered before: the same answer.' }),
});

export const linkDryRunSchema = Type.Object({
  dryRun: Type.Literal(true),
  collectionLinkId: Type.String({ format: 'uuid' }),
  outcome: Type.String({ description: 'accepted or replayed: what a real request would give.' }),
  entries: Type.Array(entrySchema, { description: 'Always empty: a link books nothing.' }),
});
