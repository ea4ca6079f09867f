import { Type } from 'typebox';
import { amountOutput } from '@riel/http';
import { final, nextCursor } from '../paging/page-schemas.ts';
import { positionSchema } from '../position/position-schema.ts';

const signed = (description: string) => Type.String({ description });
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** Where an entry stands in the proof, and what brought it. */
export const entryPlaceFields = {
  topic: Type.String(),
  partition: Type.Integer(),
  chainNumber: Type.String({ description: "Number of its fact in the partition's chain" }),
  entryNumber: Type.Integer({ description: 'Number of the entry of that fact, from 0' }),
  kind: Type.String(),
  bookingDate: Type.String({ description: 'YYYY-MM-DD, America/Bogota' }),
  factDate: Type.String({
    description: 'When it happened; differs from the booking date after its month was closed',
  }),
  event: Type.String(),
  eventId: Type.String(),
  subject: Type.String({ description: 'Transfer, Mono object or adjustment that it is about' }),
};

/** Answer of `GET /v1/accounts/{code}/statement`. */
export const statementSchema = Type.Object({
  account: Type.String(),
  currency: Type.String(),
  name: nullable('Null if the chart does not know the account any more'),
  normalSide: nullable('debit or credit'),
  openingBalance: signed('Debits less credits before the first day, minor units'),
  closingBalance: signed('Debits less credits at the end of the last day, minor units'),
  lines: Type.Array(
    Type.Object({
      ...entryPlaceFields,
      debit: amountOutput,
      credit: amountOutput,
      balance: signed('Debits less credits after this line, minor units'),
    }),
    { description: 'By booking date; within a day by partition and place in its chain' },
  ),
  nextCursor,
  final,
  position: positionSchema,
});
