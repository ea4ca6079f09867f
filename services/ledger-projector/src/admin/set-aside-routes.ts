import { authenticate, problem, problemSchema } from '@riel/http';
import type { HttpServer } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { listSetAside } from '../set-aside/list-set-aside.ts';
import type { SetAsideRecord } from '../set-aside/list-set-aside.ts';
import type { AdminOptions } from './admin-options.ts';

const RECORDS_MAX = 1_000;

const recordSchema = Type.Object({
  eventId: Type.String({ description: 'Derived from its bytes' }),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.String({ description: 'Where the record stands in the log' }),
  chainNumber: Type.String({ description: 'Its link in the chain of the partition' }),
  code: Type.String({ description: 'Stable code of what is wrong with it' }),
  reason: Type.String(),
  sizeBytes: Type.Integer(),
  digest: Type.String({ description: 'As chained, hexadecimal' }),
  traceId: Type.Union([Type.String(), Type.Null()]),
  knownAt: Type.Union([Type.String(), Type.Null()], { description: 'When it was read, UTC' }),
});

/** `GET /admin/set-aside` and `GET /admin/set-aside/{eventId}`. */
export const addSetAsideRoutes = (server: HttpServer, { writer }: AdminOptions): void => {
  const { kysely } = writer.database;
  server.get(
    '/admin/set-aside',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Records that could not be decoded, the latest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: RECORDS_MAX, default: 100 }),
        }),
        response: { 200: Type.Object({ records: Type.Array(recordSchema) }) },
      },
    },
    async (request) => {
      const records = await listSetAside(kysely, { recordsMax: request.query.limit });
      return { records: records.map(answerOf) };
    },
  );
  server.get(
    '/admin/set-aside/:eventId',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'One record that could not be decoded; the same bytes may stand in several places',
        params: Type.Object({ eventId: Type.String({ format: 'uuid' }) }),
        response: {
          200: Type.Object({ records: Type.Array(recordSchema) }),
          404: problemSchema,
        },
      },
    },
    async (request) => {
      const { eventId } = request.params;
      const records = await listSetAside(kysely, { eventId, recordsMax: RECORDS_MAX });
      if (records.length === 0) {
        throw problem({
          status: 404,
          code: 'not-set-aside',
          detail: 'No record of that id was set aside.',
        });
      }
      return { records: records.map(answerOf) };
    },
  );
};

const answerOf = (record: SetAsideRecord): Static<typeof recordSchema> => ({
  ...record,
  offset: record.offset.toString(),
  chainNumber: record.chainNumber.toString(),
  digest: record.digest.toString('hex'),
  knownAt: record.knownAt === null ? null : formatInstant(Number(record.knownAt) as Instant),
});
