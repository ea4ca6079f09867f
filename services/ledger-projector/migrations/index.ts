import { Migration } from '@riel/database';
import type { MigrationEntry } from '@riel/database';
import { anchors } from './anchors.ts';
import { closings } from './closings.ts';
import { collectionLinks } from './collection-links.ts';
import { guards } from './guards.ts';
import { placesAndSums } from './places-and-sums.ts';
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

class AddAnchors extends Migration {
  override up(): void {
    for (const statement of anchors) {
      this.addSql(statement);
    }
  }
}

class AddClosings extends Migration {
  override up(): void {
    for (const statement of closings) {
      this.addSql(statement);
    }
  }
}

class AddCollectionLinks extends Migration {
  override up(): void {
    for (const statement of collectionLinks) {
      this.addSql(statement);
    }
  }
}

class AddPlacesAndSums extends Migration {
  override up(): void {
    for (const statement of placesAndSums) {
      this.addSql(statement);
    }
  }
}

export const migrations: readonly MigrationEntry[] = [
  { name: '0001-create-ledger', class: CreateLedger },
  { name: '0002-add-anchors', class: AddAnchors },
  { name: '0003-add-closings', class: AddClosings },
  { name: '0004-add-collection-links', class: AddCollectionLinks },
  { name: '0005-add-places-and-sums', class: AddPlacesAndSums },
];
