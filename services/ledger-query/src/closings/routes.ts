import { Type } from 'typebox';
import { amountOutput, authenticate, principalOf, problem, type HttpServer } from '@riel/http';
import { accountAnswer, accountSchema } from '../accounts/account-schemas.ts';
import type { ReadOnly } from '../read-only.ts';
import { totalsOf } from '../reports/totals.ts';
import { sumForbidden } from '../visibility.ts';
import { readClosing } from './read-closing.ts';

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const closingSchema = Type.Object({
  period: Type.String({ description: 'Closed month, YYYY-MM' }),
  final: Type.Boolean({ description: 'True once every partition has closed the month' }),
  markerNumber: Type.Integer({ description: 'Marker that closed it' }),
  author: Type.String(),
  reason: nullable('Why; always there if it was forced'),
  forced: Type.Boolean({ description: 'Closed over open suspense or drift' }),
  reconciliationRunId: nullable('Run that showed the month without drift'),
  lines: Type.Array(accountSchema, { description: 'Sums up to the last day of the month' }),
  totals: Type.Array(
    Type.Object({ currency: Type.String(), debits: amountOutput, credits: amountOutput }),
    { description: 'Per currency; debits and credits are equal' },
  ),
  partitions: Type.Array(
    Type.Object({
      topic: Type.String(),
      partition: Type.Integer(),
      chainNumber: nullable('Link of the chain that holds its sums; null while it is open there'),
      chainHash: nullable('Hash of that link, lower-case hex'),
    }),
  ),
});

/** `GET /v1/reports/closing-trial-balance`. */
export function addClosingRoutes(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/reports/closing-trial-balance',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'What stood in every account when a month was closed, as the chains hold it',
        querystring: Type.Object(
          {
            period: Type.String({
              pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
              description: 'Closed month, YYYY-MM',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: closingSchema },
      },
    },
    async (request) => {
      if (principalOf(request).monoAccounts !== 'all') throw sumForbidden();
      const { period } = request.query;
      const found = await readOnly((transaction) => readClosing(transaction, period));
      if (found === null) {
        const detail = 'No partition has read that the month was closed.';
        throw problem({ status: 404, code: 'period-not-closed', detail });
      }
      const { closing, partitions, balances } = found;
      return {
        period,
        final: partitions.every(({ chainNumber }) => chainNumber !== null),
        ...closing,
        lines: balances.map(accountAnswer),
        totals: totalsOf(balances),
        partitions: [...partitions],
      };
    },
  );
}
