import { authenticate } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import { listWaitingLookUps } from '../look-ups/waiting-look-ups.ts';
import type { HttpServer, OpsPorts } from './ops-ports.ts';

const MICROSECONDS_PER_SECOND = 1_000_000;
const nullableText = Type.Union([Type.String(), Type.Null()]);

const schema = {
  summary: 'Questions to Mono that wait for an answer, the oldest first',
  tags: ['webhooks'],
  querystring: Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
  }),
  response: {
    200: Type.Object({
      lookUps: Type.Array(
        Type.Object({
          lookUpId: Type.String(),
          kind: Type.String(),
          objectId: Type.String(),
          reason: Type.String(),
          evidenceId: nullableText,
          createdAt: Type.String(),
          dueAt: Type.String(),
          ageSeconds: Type.Integer(),
          attempts: Type.Integer(),
          lastOutcome: nullableText,
        }),
      ),
    }),
  },
};

/** Registers the list of waiting look-ups: none is ever dropped, and each shows its age. */
export function registerLookUpRoutes(server: HttpServer, ports: OpsPorts): void {
  const options = { onRequest: authenticate('ops'), schema };
  server.get('/v1/webhooks/look-ups', options, async (request) => {
    const waiting = await listWaitingLookUps(ports.database.kysely, request.query.limit);
    const now = Number(ports.now());
    const lookUps = waiting.map(({ createdAt, dueAt, ...lookUp }) => ({
      ...lookUp,
      createdAt: formatInstant(Number(createdAt) as Instant),
      dueAt: formatInstant(Number(dueAt) as Instant),
      ageSeconds: Math.floor((now - Number(createdAt)) / MICROSECONDS_PER_SECOND),
    }));
    return { lookUps };
  });
}
