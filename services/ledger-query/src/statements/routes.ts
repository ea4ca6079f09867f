import { Type } from 'typebox';
import { authenticate, principalOf, problemSchema, type HttpServer } from '@riel/http';
import type { Transaction } from '@riel/database';
import { decodeCursor, encodeCursor, type Cursor } from '../paging/cursor.ts';
import { daysFields, lastDayOf, pageFields } from '../paging/page-schemas.ts';
import { isFinal } from '../position/cut-off.ts';
import { positionAnswer } from '../position/position-schema.ts';
import { readPosition } from '../position/position.ts';
import type { ReadOnly } from '../read-only.ts';
import { maySeeAccount, sumForbidden } from '../visibility.ts';
import { findAccount } from './find-account.ts';
import { readEnds, readLines, type StatementQuestion } from './read-statement.ts';
import { statementAnswer, type StatementStart } from './statement-answer.ts';
import { statementSchema } from './statement-schema.ts';

const MINOR_UNITS = /^-?\d{1,40}$/;
/** Booking date, fact, entry and line of the last line; opening, running and closing balance. */
const placeForms = [
  /^\d{4}-\d{2}-\d{2}$/,
  /^\d{1,18}$/,
  /^\d{1,4}$/,
  /^\d{1,4}$/,
  MINOR_UNITS,
  MINOR_UNITS,
  MINOR_UNITS,
];

const querySchema = Type.Object(
  {
    ...daysFields,
    currency: Type.Optional(
      Type.String({ minLength: 1, maxLength: 10, description: 'Needed if there are several' }),
    ),
    ...pageFields,
  },
  { additionalProperties: false },
);

/** `GET /v1/accounts/{code}/statement`. */
export function addStatementRoutes(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/accounts/:code/statement',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Opening balance, lines with the running balance, and closing balance',
        params: Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
        querystring: querySchema,
        response: { 200: statementSchema, 400: problemSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const { code } = request.params;
      const { cursor: text, limit, currency, from, knownAt } = request.query;
      const to = lastDayOf(request.query);
      const asked = { statement: code, currency, from, to, knownAt };
      const cursor = text === undefined ? null : decodeCursor(asked, text, placeForms);
      const principal = principalOf(request);
      return await readOnly(async (transaction) => {
        const account = await findAccount(transaction, code, currency);
        if (!maySeeAccount(principal, account.monoAccountId)) throw sumForbidden();
        const question = { accountId: account.accountId, from, to, knownAt };
        const start = await startOf(transaction, question, cursor);
        const rows = await readLines(transaction, question, { ...start, limit: limit + 1 });
        const { lines, place } = statementAnswer(rows.slice(0, limit), start);
        const isLast = rows.length <= limit;
        return {
          account: account.code,
          currency: account.currency,
          name: account.name,
          normalSide: account.normalSide,
          openingBalance: start.opening.toString(),
          closingBalance: start.closing.toString(),
          lines,
          nextCursor: isLast ? null : encodeCursor(asked, { position: start.position, place }),
          final: isFinal(start.position, knownAt),
          position: positionAnswer(start.position),
        };
      });
    },
  );
}

async function startOf(
  transaction: Transaction,
  question: StatementQuestion,
  cursor: Cursor | null,
): Promise<StatementStart> {
  if (cursor === null) {
    const position = await readPosition(transaction);
    const { opening, closing } = await readEnds(transaction, question);
    return { position, after: null, opening, running: opening, closing };
  }
  const [bookingDate = '', fact = '', entry = '', line = '', ...balances] = cursor.place;
  const [opening = 0n, running = 0n, closing = 0n] = balances.map(BigInt);
  const after = {
    bookingDate,
    factId: BigInt(fact),
    entryNumber: Number(entry),
    line: Number(line),
  };
  return { position: cursor.position, after, opening, running, closing };
}
