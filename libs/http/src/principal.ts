import type { FastifyRequest } from 'fastify';
import type { Caller, MonoAccountId } from '@riel/schemas';
import { HttpError } from './errors.ts';

/** What an API key may be allowed to do. */
export const scopes = [
  'transfers:write',
  'transfers:read',
  'ledger:read',
  'ledger:adjust',
  'payees:read',
  'ops',
] as const;
export type Scope = (typeof scopes)[number];

/** Who sent a request. */
export interface Principal {
  readonly keyId: string;
  readonly caller: Caller;
  readonly scopes: ReadonlySet<Scope>;
  /** Mono accounts that the key is bound to; `all` binds it to none. */
  readonly monoAccounts: ReadonlySet<MonoAccountId> | 'all';
}

/** Whether the principal may act on, or see, that Mono account. */
export function mayUseMonoAccount(principal: Principal, monoAccountId: MonoAccountId): boolean {
  return principal.monoAccounts === 'all' || principal.monoAccounts.has(monoAccountId);
}

/**
 * Who sent this request.
 *
 * @throws HttpError `RIEL_PRINCIPAL_MISSING` on a route that does not authenticate
 */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) {
    throw new HttpError('RIEL_PRINCIPAL_MISSING', 'this route does not authenticate');
  }
  return request.principal;
}
