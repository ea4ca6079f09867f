import { Type } from 'typebox';
import { authenticate, principalOf, problemSchema, type HttpServer } from '@riel/http';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { daysFields, final, lastDayOf, nextCursor, pageFields } from '../paging/page-schemas.ts';
import { isFinal } from '../position/cut-off.ts';
import { positionAnswer, positionSchema } from '../position/position-schema.ts';
import { readPosition } from '../position/position.ts';
import type { ReadOnly } from '../read-only.ts';
import { visibleMonoAccounts } from '../visibility.ts';
import { entryAnswer, entrySchema } from './entry-answer.ts';
import { readEntries } from './read-entries.ts';

/** Fact and entry number of the last entry. */
const placeForms = [/^\d{1,18}$/, /^\d{1,4}$/];

const word = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));

/** What entries can be asked for by. */
export const entryFields = {
  ...daysFields,
  account: word('Only entries with a line on this ledger account'),
  kind: word('Only entries of this kind, such as settled or fee'),
  subject: word('Only entries about this transfer, Mono object or adjustment'),
};

/** `GET /v1/entries`. */
export function addEntryRoutes(server: HttpServer, readOnly: ReadOnly): void {
  server.get(
    '/v1/entries',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'Entries with their lines, by partition and place in its chain',
        description:
          'A key that is bound to Mono accounts sees the entries that touch them and no others.',
        querystring: Type.Object(
          { ...entryFields, ...pageFields },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            entries: Type.Array(entrySchema),
            nextCursor,
            final,
            position: positionSchema,
          }),
          400: problemSchema,
        },
      },
    },
    async (request) => {
      const { cursor: text, limit, from, knownAt, account, kind, subject } = request.query;
      const to = lastDayOf(request.query);
      const asked = { entries: true, from, to, knownAt, account, kind, subject };
      const cursor = text === undefined ? null : decodeCursor(asked, text, placeForms);
      const monoAccountIds = visibleMonoAccounts(principalOf(request));
      const question = { from, to, knownAt, account, kind, subject, monoAccountIds };
      return await readOnly(async (transaction) => {
        const position = cursor?.position ?? (await readPosition(transaction));
        const [factId = '', entryNumber = ''] = cursor?.place ?? [];
        const after =
          cursor === null ? null : { factId: BigInt(factId), entryNumber: Number(entryNumber) };
        const read = await readEntries(transaction, question, {
          position,
          after,
          limit: limit + 1,
        });
        const entries = read.slice(0, limit);
        const last = entries.at(-1)?.row;
        const place = [`${last?.fact_id}`, `${last?.entry_number}`];
        return {
          entries: entries.map(entryAnswer),
          nextCursor: read.length <= limit ? null : encodeCursor(asked, { position, place }),
          final: isFinal(position, knownAt),
          position: positionAnswer(position),
        };
      });
    },
  );
}
