import { Migration } from '@riel/database';
import type { MigrationEntry } from '@riel/database';
import { guards } from './guards.ts';
import { tables } from './tables.ts';
import { views } from './views.ts';

export { grants } from './grants.ts';

export const schema = 'ledger';

class CreateLedger extends Migration {
  override up(): void {
    for (const statement of [...tables, ...guards, ...views]) {
      this.addSql(statement);
    }
  }
}

export const migrations: readonly MigrationEntry[] = [
  { name: '0001-create-ledger', class: CreateLedger },
];
