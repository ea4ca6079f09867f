import type { MigrationEntry } from '@riel/database';
import * as command from '@riel/command/migrations';
import * as ledger from '@riel/ledger-projector/migrations';
import * as gateway from '@riel/mono-gateway/migrations';
import * as reconciliation from '@riel/reconciliation/migrations';
import * as webhook from '@riel/webhook/migrations';

/** What a service publishes of its database: its schema, how it came about, who may do what. */
export interface ServiceSchema {
  readonly schema: string;
  readonly migrations: readonly MigrationEntry[];
  readonly grants: readonly string[];
}

/** Every service that owns a schema. */
export const serviceSchemas: readonly ServiceSchema[] = [
  command,
  gateway,
  webhook,
  ledger,
  reconciliation,
];
