import { problemSchema } from '@riel/http';
import { Type } from 'typebox';

/** Who does something, and why. */
export const authored = {
  author: Type.String({ minLength: 1, maxLength: 200 }),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
};

/** The same where a reason is asked for. */
export const reasoned = {
  ...authored,
  reason: Type.String({ minLength: 1, maxLength: 1_000 }),
};

export const strict = { additionalProperties: false } as const;

/** Answers beside the good one. */
export const problems = {
  400: problemSchema,
  401: problemSchema,
  403: problemSchema,
  404: problemSchema,
  409: problemSchema,
};

export const instantText = Type.String({ format: 'date-time' });
export const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
