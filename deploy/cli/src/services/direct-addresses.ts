import { connect } from '@riel/database';
import type { Database } from '@riel/database';
import { commaList } from '@riel/runtime';
import type { Environment } from '@riel/runtime';

import { AddressMissingError } from '../errors.ts';

import { readStackFile } from './service-addresses.ts';

/** What the few commands reach that connect directly. */
export interface DirectAddresses {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
}

/**
 * Each address from its variable, else from the stack that runs here; '' or none where neither says.
 */
export async function directAddresses(environment: Environment): Promise<DirectAddresses> {
  const stack = await readStackFile(environment);
  const brokers = environment['KAFKA_BROKERS'] ?? '';
  return {
    databaseUrl: environment['DATABASE_URL'] || stack?.databaseUrl || '',
    kafkaBrokers: brokers === '' ? (stack?.kafkaBrokers ?? []) : commaList(brokers),
    schemaRegistryUrl: environment['SCHEMA_REGISTRY_URL'] || stack?.schemaRegistryUrl || '',
  };
}

/**
 * Opens the ledger's schema of a database for work that reads all of it. `variable` names the
 * setting that the address came from. Throws AddressMissingError for an empty address.
 */
export async function connectToLedger(url: string, variable: string): Promise<Database> {
  if (url === '') throw new AddressMissingError(variable);
  return connect({
    url,
    schema: 'ledger',
    applicationName: 'riel-ledger',
    poolConnectionsMax: 6,
    // A statement may read a whole ledger, and a snapshot waits while the other side is read.
    statementTimeoutMilliseconds: 0,
    idleInTransactionTimeoutMilliseconds: 0,
  });
}
