import { authenticate, problem, type HttpServer } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import type { AdminApi } from './admin-api.ts';
import { instantText, nullable, problems, reasoned, strict } from './admin-schemas.ts';
import { listStops, pause, pauseScopeForm, resume } from './pauses.ts';

const body = Type.Object({ ...reasoned, scope: Type.String({ pattern: pauseScopeForm }) }, strict);

/** Registers what pauses and resumes sending. Accepting goes on meanwhile. */
export function registerPauseRoutes(server: HttpServer, api: AdminApi): void {
  const onRequest = authenticate('ops');
  const stop = Type.Object({
    scope: Type.String(),
    kind: Type.String({ description: 'pause by a person, or stop by what Mono answered' }),
    reason: Type.String(),
    author: nullable(Type.String()),
    since: instantText,
  });
  const list = {
    summary: 'What keeps something from being sent',
    response: { 200: Type.Object({ stops: Type.Array(stop) }), ...problems },
  };
  server.get('/admin/pauses', { onRequest, schema: list }, async () => {
    const stops = await listStops(api.database.kysely);
    return {
      stops: stops.map(({ since, ...rest }) => ({
        ...rest,
        since: formatInstant(Number(since) as Instant),
      })),
    };
  });
  const answer = Type.Object({ scope: Type.String(), status: Type.String() });
  const response = { 200: answer, ...problems };
  const pausing = { summary: 'Stop sending for a scope', body, response };
  server.post('/admin/pause', { onRequest, schema: pausing }, async (request) => {
    await pause(api, request.body);
    return { scope: request.body.scope, status: 'paused' };
  });
  const resuming = { summary: 'Send again for a scope', body, response };
  server.post('/admin/resume', { onRequest, schema: resuming }, async (request) => {
    const { scope } = request.body;
    if (!(await resume(api, request.body))) {
      throw problem({ status: 404, code: 'not-paused', title: 'The scope is not paused' });
    }
    api.onChanged();
    return { scope, status: 'resumed' };
  });
}
