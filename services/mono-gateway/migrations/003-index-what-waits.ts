import { Migration } from '@riel/database';

/**
 * Finds what is held back among any number of waiting transfers: what must be looked up first, or
 * whose cancellation is to be decided. Nearly always empty.
 */
export class IndexWhatWaits extends Migration {
  override up(): void {
    this.addSql(
      `create index transfers_held_back on gateway.transfers (mono_account_id, arrival)
        where state = 'waiting' and (must_look_up or cancelled_by is not null)`,
    );
  }
}
