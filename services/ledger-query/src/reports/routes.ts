import { Type } from 'typebox';
import { authenticate, principalOf, type HttpServer } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { accountAnswer, cutSchema } from '../accounts/account-schemas.ts';
import { readBalances } from '../accounts/read-balances.ts';
import { isFinal } from '../position/cut-off.ts';
import { positionAnswer } from '../position/position-schema.ts';
import { readPosition } from '../position/position.ts';
import type { ReadOnly } from '../read-only.ts';
import { sumForbidden, visibleMonoAccounts } from '../visibility.ts';
import { readInFlightAt } from './read-in-flight-at.ts';
import { readInFlightNow } from './read-in-flight.ts';
import { readRails } from './read-rails.ts';
import { inFlightSchema, railsSchema, trialBalanceSchema } from './report-schemas.ts';
import { totalsOf } from './totals.ts';

const MICROSECONDS_PER_SECOND = 1_000_000;
const periodSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ format: 'date', description: 'First booking date' })),
    to: Type.Optional(Type.String({ format: 'date', description: 'Last booking date' })),
  },
  { additionalProperties: false },
);

/** `GET /v1/reports/trial-balance`, `/v1/reports/rails` and `/v1/reports/in-flight`. */
export function addReportRoutes(server: HttpServer, readOnly: ReadOnly): void {
  addTrialBalance(server, readOnly);
  addRails(server, readOnly);
  addInFlight(server, readOnly);
}

function addTrialBalance(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/reports/trial-balance',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Debits and credits of every account; their sums are equal',
        querystring: cutSchema,
        response: { 200: trialBalanceSchema },
      },
    },
    async (request) => {
      if (principalOf(request).monoAccounts !== 'all') throw sumForbidden();
      const { balances, position } = await readOnly(async (transaction) => ({
        balances: await readBalances(transaction, request.query),
        position: await readPosition(transaction),
      }));
      return {
        lines: balances.map(accountAnswer),
        totals: totalsOf(balances),
        final: isFinal(position, request.query.knownAt),
        position: positionAnswer(position),
      };
    },
  );
}

function addRails(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/reports/rails',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Requested rail against actual rail: count, amount, fees, taxes, time to settle',
        querystring: periodSchema,
        response: { 200: railsSchema },
      },
    },
    async (request) => {
      const monoAccountIds = visibleMonoAccounts(principalOf(request));
      const { rows, position } = await readOnly(async (transaction) => ({
        rows: await readRails(transaction, { ...request.query, monoAccountIds }),
        position: await readPosition(transaction),
      }));
      return {
        rows: rows.map(({ settleMicroseconds, ...row }) => ({
          ...row,
          count: Number(row.count),
          amount: row.amount.toString(),
          fees: row.fees.toString(),
          taxes: row.taxes.toString(),
          fallback: row.requested !== null && row.actual !== null && row.requested !== row.actual,
          settleSeconds:
            settleMicroseconds?.map((microseconds) => microseconds / MICROSECONDS_PER_SECOND) ??
            null,
        })),
        position: positionAnswer(position),
      };
    },
  );
}

function addInFlight(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/reports/in-flight',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Transfers that are not final: how many, how much, how old',
        description: 'For past days it is told by what stood in clearing for each transfer.',
        querystring: cutSchema,
        response: { 200: inFlightSchema },
      },
    },
    async (request) => {
      const monoAccountIds = visibleMonoAccounts(principalOf(request));
      const { asOf, knownAt } = request.query;
      const isPast = asOf !== undefined || knownAt !== undefined;
      const { rows, states, ended, position } = await readOnly(async (transaction) => ({
        ...(isPast
          ? {
              ...(await readInFlightAt(transaction, { asOf, knownAt }, monoAccountIds)),
              states: [],
            }
          : await readInFlightNow(transaction, monoAccountIds)),
        position: await readPosition(transaction),
      }));
      const inFlight = rows.reduce((sum, row) => sum + Number(row.count), 0);
      return {
        rows: rows.map((row) => ({
          ...row,
          count: Number(row.count),
          amount: row.amount.toString(),
          oldestRequestedAt:
            row.oldestRequestedAt === null
              ? null
              : formatInstant(Number(row.oldestRequestedAt) as Instant),
        })),
        states: states.map((row) => ({ state: row.state, count: Number(row.count) })),
        totals: { inFlight, final: ended },
        final: isFinal(position, knownAt),
        position: positionAnswer(position),
      };
    },
  );
}
