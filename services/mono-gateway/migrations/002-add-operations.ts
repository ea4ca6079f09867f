import { Migration } from '@riel/database';

const operation = `operation text not null default 'transfers'
  check (operation in ('transfers', 'collection-link'))`;

/** What each row is for: transfers, or a collection link, which is sent by the same rules. */
export class AddOperations extends Migration {
  override up(): void {
    const statements = [
      `alter table gateway.transfers add column ${operation}`,
      `alter table gateway.submissions add column ${operation}`,
      'drop index gateway.transfers_known',
      `create index transfers_known
        on gateway.transfers (mono_account_id, operation, finished_at desc)
        where state = 'accepted'`,
    ];
    for (const statement of statements) this.addSql(statement);
  }
}
