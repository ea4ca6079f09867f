import { Type } from 'typebox';
import { authenticate, principalOf, problem, type HttpServer } from '@riel/http';
import { isFinal } from '../position/cut-off.ts';
import { positionAnswer, positionSchema } from '../position/position-schema.ts';
import { readPosition } from '../position/position.ts';
import type { ReadOnly } from '../read-only.ts';
import { maySeeAccount, sumForbidden } from '../visibility.ts';
import { accountAnswer, accountSchema, cutSchema } from './account-schemas.ts';
import { readBalances } from './read-balances.ts';

const final = Type.Boolean({
  description: 'True if no partition can still learn something of the known day',
});
const codeSchema = Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) });

/** `GET /v1/accounts` and `GET /v1/accounts/{code}/balance`. */
export function addAccountRoutes(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/accounts',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'All accounts that the key may see, with their sums',
        querystring: cutSchema,
        response: {
          200: Type.Object({
            accounts: Type.Array(accountSchema),
            final,
            position: positionSchema,
          }),
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { balances, position } = await readOnly(async (transaction) => ({
        balances: await readBalances(transaction, request.query),
        position: await readPosition(transaction),
      }));
      const visible = balances.filter((one) => maySeeAccount(principal, one.monoAccountId));
      return {
        accounts: visible.map(accountAnswer),
        final: isFinal(position, request.query.knownAt),
        position: positionAnswer(position),
      };
    },
  );

  server.get(
    '/v1/accounts/:code/balance',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Balance of one account, as of a day and as known on a day',
        params: codeSchema,
        querystring: cutSchema,
        response: {
          200: Type.Object({
            balances: Type.Array(accountSchema),
            final,
            position: positionSchema,
          }),
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { balances, position } = await readOnly(async (transaction) => ({
        balances: await readBalances(transaction, request.query, request.params.code),
        position: await readPosition(transaction),
      }));
      if (balances.length === 0) {
        throw problem({ status: 404, code: 'account-unknown', detail: 'No such account.' });
      }
      if (balances.some((one) => !maySeeAccount(principal, one.monoAccountId)))
        throw sumForbidden();
      return {
        balances: balances.map(accountAnswer),
        final: isFinal(position, request.query.knownAt),
        position: positionAnswer(position),
      };
    },
  );
}
