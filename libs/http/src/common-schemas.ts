import { Type } from 'typebox';

/** Minor units in a request: an integer, or text of digits where an integer could lose some. */
export const amountInput = Type.Union(
  [Type.Integer(), Type.String({ pattern: String.raw`^-?(0|[1-9]\d{0,18})$` })],
  { description: 'Minor units (1 peso = 100), an integer or a text of digits' },
);

/** Minor units in an answer: always text of digits, exact in every language. */
export const amountOutput = Type.String({
  pattern: String.raw`^-?\d{1,19}$`,
  description: 'Minor units (1 peso = 100) as a text of digits',
});

/** A problem (RFC 9457), for `response` schemas in the OpenAPI document. */
export const problemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable: what clients match on' }),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String({ description: 'JSON pointer into the body, or a name' }),
          in: Type.String({ description: 'body, query, header or path' }),
          code: Type.String(),
          message: Type.String(),
        }),
      ),
    ),
  },
  { description: 'application/problem+json (RFC 9457)' },
);
