import { authenticate, type HttpServer } from '@riel/http';
import { Type } from 'typebox';
import type { AdminApi } from './admin-api.ts';
import { instantText, problems } from './admin-schemas.ts';
import { ageSecondsOf, nextId, pageQuery, seenBy, textOf } from './pages.ts';
import { listWaiting } from './sql/list-waiting.ts';
import { whyWaiting } from './why-waiting.ts';

const WAITING_LISTED_MAX = 1_000;

const listed = Type.Object({
  transferId: Type.String(),
  monoAccountId: Type.String(),
  caller: Type.String(),
  state: Type.Literal('waiting'),
  requestedAt: instantText,
  ageSeconds: Type.Integer(),
  reason: Type.String({ description: 'the first of all that keeps it' }),
});

/** Registers what lists transfers that are in no submission yet, each with what keeps it there. */
export function registerWaitingRoutes(server: HttpServer, api: AdminApi): void {
  const schema = {
    summary: 'Transfers and collection links in no submission yet, in the order in which they came',
    querystring: Type.Object({
      monoAccountId: Type.Optional(Type.String({ maxLength: 100 })),
      ...pageQuery(WAITING_LISTED_MAX),
    }),
    response: { 200: Type.Object({ transfers: Type.Array(listed), next: nextId }), ...problems },
  };
  const onRequest = authenticate('ops');
  server.get('/admin/waiting-transfers', { onRequest, schema }, async (request) => {
    const { monoAccountId, limit, after = null } = request.query;
    const at = api.now();
    const wish = { ...seenBy(request, monoAccountId), after, at, transfersMax: limit };
    const transfers = await listWaiting(api.database.kysely, wish);
    return {
      transfers: transfers.map(({ transferId, caller, requestedAt, ...facts }) => ({
        transferId,
        caller,
        monoAccountId: facts.monoAccountId,
        state: 'waiting' as const,
        requestedAt: textOf(requestedAt),
        ageSeconds: ageSecondsOf(requestedAt, at),
        reason: whyWaiting(facts),
      })),
      next: transfers.length < limit ? null : (transfers.at(-1)?.transferId ?? null),
    };
  });
}
