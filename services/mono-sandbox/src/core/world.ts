import type { AccountBook } from '../accounts/account-book.ts';
import type { ApiKeys } from '../api/api-keys.ts';
import type { CollectionStore } from '../collections/collection-store.ts';
import type { Faults } from '../faults/faults.ts';
import type { Settings } from '../settings.ts';
import type { TransferStore } from '../transfers/transfer-store.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Everything that the sandbox is made of; its parts are passed around as this one value. */
export interface World {
  readonly settings: Settings;
  readonly clock: VirtualClock;
  readonly newId: (prefix: string) => string;
  readonly accounts: AccountBook;
  readonly transfers: TransferStore;
  readonly collections: CollectionStore;
  readonly webhooks: WebhookSender;
  readonly faults: Faults;
  readonly apiKeys: ApiKeys;
  /** Greatest virtual time until which some transfer is kept out of lists; lists scan only before it. */
  readonly lateListing: { latestVisibleFrom: number };
}
