import { Type } from 'typebox';
import { amountOutput } from '@riel/http';
import { accountSchema } from '../accounts/account-schemas.ts';
import { positionSchema } from '../position/position-schema.ts';

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** Answer of `GET /v1/reports/trial-balance`. */
export const trialBalanceSchema = Type.Object({
  lines: Type.Array(accountSchema),
  totals: Type.Array(
    Type.Object({ currency: Type.String(), debits: amountOutput, credits: amountOutput }),
    { description: 'Per currency; debits and credits are equal' },
  ),
  final: Type.Boolean(),
  position: positionSchema,
});

/** Answer of `GET /v1/reports/rails`. */
export const railsSchema = Type.Object({
  rows: Type.Array(
    Type.Object({
      requested: nullable('Rail asked for; null if none was'),
      actual: nullable('Rail that settled or declined; null if nothing named one'),
      state: Type.String(),
      currency: Type.String(),
      count: Type.Integer(),
      amount: amountOutput,
      fees: Type.String({ description: 'Minor units, digits' }),
      taxes: Type.String({ description: 'Minor units, digits' }),
      fallback: Type.Boolean({ description: 'True if another rail settled than was asked for' }),
      settleSeconds: Type.Union([Type.Array(Type.Number()), Type.Null()], {
        description: 'From request to final state: 50th, 95th and 99th percentile',
      }),
    }),
  ),
  position: positionSchema,
});

/** Answer of `GET /v1/reports/in-flight`. */
export const inFlightSchema = Type.Object({
  rows: Type.Array(
    Type.Object({
      state: Type.String({ description: 'in-flight in an answer for past days' }),
      rail: nullable('Rail known so far'),
      monoAccountId: nullable('Mono account that pays'),
      currency: Type.String(),
      count: Type.Integer(),
      amount: amountOutput,
      oldestRequestedAt: nullable('When the oldest was requested, UTC'),
    }),
  ),
  states: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer() }), {
    description: 'How many transfers are in which state now; empty for past days',
  }),
  totals: Type.Object({ inFlight: Type.Integer(), final: Type.Integer() }),
  final: Type.Boolean({
    description: 'True if no partition can still learn something of the known day',
  }),
  position: positionSchema,
});
