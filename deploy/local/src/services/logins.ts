import { randomBytes } from 'node:crypto';
import type { Login } from '@riel/cli';
import type { ServiceName } from './service-names.ts';

/** Which role each service that has a database logs in with. */
const roles: Partial<Record<ServiceName, Login['role']>> = {
  command: 'riel_command',
  'mono-gateway': 'riel_gateway',
  webhook: 'riel_webhook',
  'ledger-projector': 'riel_projector',
  'ledger-query': 'riel_query',
  reconciliation: 'riel_reconciliation',
};

/** A login user for each of the services that needs one, named after the run: servers may be shared. */
export function createLogins(
  services: readonly ServiceName[],
  runId: string,
): ReadonlyMap<ServiceName, Login> {
  const suffix = runId.replaceAll(/\W/g, '_').toLowerCase();
  return new Map(
    services.flatMap((service) => {
      const role = roles[service];
      if (role === undefined) return [];
      const password = randomBytes(18).toString('base64url');
      return [[service, { user: `${role}_${suffix}`, role, password }] as const];
    }),
  );
}

/** The same database, for that user. */
export function databaseUrlFor(databaseUrl: string, login: Login): string {
  const url = new URL(databaseUrl);
  url.username = login.user;
  url.password = login.password;
  return url.href;
}
