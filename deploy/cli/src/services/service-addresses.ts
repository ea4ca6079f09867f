import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Environment } from '@riel/runtime';

import { ServiceAddressError } from '../errors.ts';

/** Services that `riel` is a client of. */
export type ServiceName =
  | 'command'
  | 'ledger-projector'
  | 'ledger-query'
  | 'mono-gateway'
  | 'webhook'
  | 'reconciliation';

/** Where a service answers, and the key that opens it. */
export interface ServiceAddress {
  readonly url: string;
  /** '' where the service asks for none. */
  readonly apiKey: string;
}

/** Variable that names the address of each service. */
export const urlVariables: Readonly<Record<ServiceName, string>> = {
  command: 'COMMAND_URL',
  'ledger-projector': 'LEDGER_PROJECTOR_URL',
  'ledger-query': 'LEDGER_QUERY_URL',
  reconciliation: 'RECONCILIATION_URL',
  'mono-gateway': 'MONO_GATEWAY_URL',
  webhook: 'WEBHOOK_URL',
};

const stackFileDefault = '.riel/stack.json';

/** What `npm run stack` leaves for others. */
export interface StackFile {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly services: Readonly<Record<string, string>>;
  readonly credentials: { readonly apiKey: string };
}

/**
 * The address of a service: from its variable with RIEL_API_KEY, else from the stack that
 * runs here (STACK_FILE, `.riel/stack.json` by default). Throws ServiceAddressError.
 */
export async function serviceAddress(
  service: ServiceName,
  environment: Environment,
): Promise<ServiceAddress> {
  const variable = urlVariables[service];
  const given = environment[variable] ?? '';
  if (given !== '') {
    if (!URL.canParse(given)) throw new ServiceAddressError(service, `${variable} is no URL`);
    return { url: given, apiKey: environment['RIEL_API_KEY'] ?? '' };
  }
  const stack = await readStackFile(environment);
  const url = stack?.services[service];
  if (stack === null || url === undefined) {
    const how = `set ${variable} and RIEL_API_KEY, or run it by npm run stack`;
    throw new ServiceAddressError(service, how);
  }
  return { url, apiKey: environment['RIEL_API_KEY'] || stack.credentials.apiKey };
}

/** The stack that runs here (STACK_FILE, `.riel/stack.json` by default), or null if none does. */
export async function readStackFile(environment: Environment): Promise<StackFile | null> {
  const path = environment['STACK_FILE'] || stackFileDefault;
  try {
    return JSON.parse(await readFile(resolve(path), 'utf8')) as StackFile;
  } catch {
    return null;
  }
}
