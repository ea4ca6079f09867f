import { authenticate, problem, problemSchema } from '@riel/http';
import { Type } from 'typebox';
import { changeSecret } from '../secrets/change-secret.ts';
import { actorOf, authorSchema, type HttpServer, type OpsPorts } from './ops-ports.ts';

const MILLISECONDS_PER_SECOND = 1_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;

const secretSchema = Type.Object({
  id: Type.String(),
  status: Type.Union([Type.Literal('active'), Type.Literal('retired')]),
  createdAt: Type.String({ format: 'date-time' }),
  ageSeconds: Type.Integer(),
});

const changeSchema = (action: string) => ({
  summary: `${action} a secret of webhooks, on every instance`,
  tags: ['webhook secrets'],
  params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }),
  body: Type.Object(
    {
      reason: Type.String({ minLength: 1, maxLength: 500 }),
      author: authorSchema,
      force: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({ id: Type.String(), status: Type.String() }),
    404: problemSchema,
    409: problemSchema,
  },
});

/** Registers the list of secrets and their change of status. A secret itself never leaves its file. */
export function registerSecretRoutes(server: HttpServer, ports: OpsPorts): void {
  const onRequest = authenticate('ops');
  const schema = {
    summary: 'List the secrets of webhooks',
    tags: ['webhook secrets'],
    response: { 200: Type.Object({ secrets: Type.Array(secretSchema) }) },
  };
  server.get('/v1/webhook-secrets', { onRequest, schema }, async () => {
    await ports.ring.refresh();
    const now = Number(ports.now()) / MICROSECONDS_PER_MILLISECOND;
    const secrets = ports.ring.all().map(({ id, status, createdAt }) => ({
      id,
      status,
      createdAt: new Date(createdAt).toISOString(),
      ageSeconds: Math.floor((now - createdAt) / MILLISECONDS_PER_SECOND),
    }));
    return { secrets };
  });
  for (const action of ['activate', 'retire'] as const) {
    const options = { onRequest, schema: changeSchema(action) };
    server.post(`/v1/webhook-secrets/:id/${action}`, options, async (request) => {
      const { id } = request.params;
      const { reason, force, author } = request.body;
      const outcome = await changeSecret(ports, {
        action,
        target: id,
        reason,
        isForced: force === true,
        ...actorOf(request, author),
      });
      if (outcome === 'unknown-secret') throw problem({ status: 404, code: outcome });
      if (outcome === 'last-active-secret') {
        const detail =
          'Without an active secret every webhook is refused; force it if that is meant.';
        throw problem({ status: 409, code: outcome, detail });
      }
      ports.logger.info({ keyId: id, operation: action }, 'a secret of webhooks was changed');
      return { id, status: action === 'retire' ? 'retired' : 'active' };
    });
  }
}
