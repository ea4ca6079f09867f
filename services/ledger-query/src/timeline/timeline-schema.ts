import { Type } from 'typebox';

export const nullable = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });
export const minorUnits = Type.String({ description: 'Minor units (1 peso = 100), digits' });

/** The facts of a subject, as every answer about one tells them. */
export const timelineSchema = Type.Array(
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
);
