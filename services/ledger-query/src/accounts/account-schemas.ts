import { Type, type Static } from 'typebox';
import { amountOutput } from '@riel/http';
import type { AccountBalance } from './read-balances.ts';

const date = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

/** The two dates of a bitemporal question. */
export const cutSchema = Type.Object(
  {
    asOf: date('Last booking date, YYYY-MM-DD in America/Bogota; absent: all'),
    knownAt: date('Only what was known at the end of this day; absent: all that is known'),
  },
  { additionalProperties: false },
);

/** One account with its sums. */
export const accountSchema = Type.Object({
  account: Type.String({ description: 'Code of the ledger account' }),
  currency: Type.String(),
  name: Type.Union([Type.String(), Type.Null()], {
    description: 'Null, as type and normalSide, if the chart does not know the account any more',
  }),
  type: Type.Union([Type.String(), Type.Null()]),
  normalSide: Type.Union([Type.Literal('debit'), Type.Literal('credit'), Type.Null()]),
  pucCode: Type.Union([Type.String(), Type.Null()]),
  monoAccountId: Type.Union([Type.String(), Type.Null()]),
  rail: Type.Union([Type.String(), Type.Null()]),
  debits: amountOutput,
  credits: amountOutput,
  balance: Type.String({ description: 'Debits less credits, digits; negative for a credit' }),
});

/** The account as an answer carries it. */
export function accountAnswer(balance: AccountBalance): Static<typeof accountSchema> {
  const { code, debits, credits, ...rest } = balance;
  return {
    account: code,
    ...rest,
    debits: debits.toString(),
    credits: credits.toString(),
    balance: (debits - credits).toString(),
  };
}
