import type { FastifyRequest } from 'fastify';
import { HttpError, problem } from './errors.ts';
import type { Principal, Scope } from './principal.ts';

const BEARER = /^Bearer ([\x21-\x7e]+)$/i;
const scopeOfHook = new WeakMap<object, Scope>();

/** A hook that lets a request pass or answers 401 or 403. */
export type AuthenticationHook = (request: FastifyRequest) => Promise<void>;

/**
 * A hook that asks for an API key with a scope and sets `request.principal`. Give it to a route as
 * `onRequest`, so that nobody's body is read before it is known who he is.
 */
export function authenticate(scope: Scope): AuthenticationHook {
  const hook: AuthenticationHook = async (request) => {
    const principal = principalOfKey(request);
    if (!principal.scopes.has(scope)) {
      throw problem({
        status: 403,
        code: 'scope-missing',
        detail: `The API key lacks the scope ${scope}.`,
      });
    }
    await request.server.takeToken(principal);
    request.principal = principal;
  };
  scopeOfHook.set(hook, scope);
  return hook;
}

/** The scope that one of a route's hooks asks for, or null if none does. */
export function scopeAskedBy(hooks: unknown): Scope | null {
  const list: readonly unknown[] = Array.isArray(hooks) ? hooks : [hooks];
  for (const hook of list) {
    const scope = typeof hook === 'function' ? scopeOfHook.get(hook) : undefined;
    if (scope !== undefined) return scope;
  }
  return null;
}

function principalOfKey(request: FastifyRequest): Principal {
  const { apiKeys } = request.server;
  if (apiKeys === null) {
    throw new HttpError('RIEL_API_KEYS_ABSENT_HERE', 'the server was made without apiKeys');
  }
  const header = request.headers.authorization;
  if (header === undefined && apiKeys.openAccess !== null) return apiKeys.openAccess;
  const key = BEARER.exec(header ?? '')?.[1];
  const principal = key === undefined ? null : apiKeys.find(key);
  if (principal !== null) return principal;
  throw problem({
    status: 401,
    code: 'unauthenticated',
    detail: 'A valid API key is needed: Authorization: Bearer <key>.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
