import { authenticate, problem, type HttpServer } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import { changeKey } from '../keys/change-key.ts';
import { ageDaysOf, type KeyStatus } from '../keys/choose-keys.ts';
import { readKeyStatuses } from '../keys/sql/key-rows.ts';
import type { AdminApi } from './admin-api.ts';
import { authored, instantText, nullable, problems, strict } from './admin-schemas.ts';

const MICROSECONDS_PER_MILLISECOND = 1_000;

const statusOfVerb = {
  activate: 'active',
  retire: 'retired',
  revoke: 'revoked',
} as const satisfies Readonly<Record<string, KeyStatus>>;

const listed = Type.Object({
  id: Type.String(),
  status: Type.String(),
  role: nullable(Type.String()),
  createdAt: nullable(instantText),
  ageDays: nullable(Type.Integer()),
  hasFile: Type.Boolean(),
});

async function listKeys(api: AdminApi) {
  const statuses = await readKeyStatuses(api.database.kysely);
  const files = new Map(api.keys().map((key) => [key.id, key]));
  const ids = [...new Set([...files.keys(), ...statuses.keys()])];
  const nowMilliseconds = api.now() / MICROSECONDS_PER_MILLISECOND;
  return ids.map((id) => {
    const file = files.get(id);
    const createdAt = (file?.createdAt ?? 0) * MICROSECONDS_PER_MILLISECOND;
    return {
      id,
      status: statuses.get(id) ?? 'active',
      role: file?.role ?? null,
      createdAt: file === undefined ? null : formatInstant(createdAt as Instant),
      ageDays: file === undefined ? null : Math.floor(ageDaysOf(file, nowMilliseconds)),
      hasFile: file !== undefined,
    };
  });
}

/** Registers what lists API keys of Mono and changes what they may be used for. */
export function registerKeyRoutes(server: HttpServer, api: AdminApi): void {
  const onRequest = authenticate('ops');
  const list = {
    summary: 'API keys of Mono, by id; never the keys themselves',
    response: { 200: Type.Object({ keys: Type.Array(listed) }), ...problems },
  };
  server.get('/admin/keys', { onRequest, schema: list }, async () => ({
    keys: await listKeys(api),
  }));
  for (const [verb, status] of Object.entries(statusOfVerb)) {
    const schema = {
      summary: `A key is ${status} from now on, on every instance`,
      params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
      body: Type.Object(authored, strict),
      response: { 200: Type.Object({ id: Type.String(), status: Type.String() }), ...problems },
    };
    server.post(`/admin/keys/:id/${verb}`, { onRequest, schema }, async (request) => {
      const { id } = request.params;
      const { author, reason = null } = request.body;
      const outcome = await changeKey(api, { keyId: id, status, author, reason });
      if (outcome.kind === 'unknown-key') {
        throw problem({ status: 404, code: 'unknown-key', title: 'There is no such key' });
      }
      if (outcome.kind === 'revoked-before') {
        const title = 'A revoked key stays revoked: add a new one';
        throw problem({ status: 409, code: 'key-revoked', title });
      }
      api.onChanged();
      return { id, status };
    });
  }
}
