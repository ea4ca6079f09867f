import { createAccountBook, type AccountSeed } from './accounts/account-book.ts';
import { createApiKeys, type ApiKey } from './api/api-keys.ts';
import { createCollectionStore } from './collections/collection-store.ts';
import { createMonoIds } from './core/mono-ids.ts';
import { createVirtualClock } from './core/virtual-clock.ts';
import type { World } from './core/world.ts';
import { createFaults } from './faults/faults.ts';
import type { Settings } from './settings.ts';
import { createTransferStore } from './transfers/transfer-store.ts';
import type { WebhookEndpoint } from './webhooks/delivery.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';
import type { WebhookTransport } from './webhooks/webhook-transport.ts';

/** What a sandbox begins with. */
export interface WorldSeed {
  readonly settings: Settings;
  readonly accounts: readonly AccountSeed[];
  readonly apiKeys: readonly ApiKey[];
  readonly endpoints: readonly WebhookEndpoint[];
  readonly transport: WebhookTransport;
}

/** Puts the parts of a sandbox together. Everything lives in memory and ends with the process. */
export function createWorld({
  settings,
  accounts,
  apiKeys,
  endpoints,
  transport,
}: WorldSeed): World {
  const clock = createVirtualClock({
    speed: settings.SANDBOX_TIME_SPEED,
    timestamps: settings.SANDBOX_TIMESTAMPS,
  });
  const faults = createFaults(settings.SANDBOX_SEED);
  const webhooks = new WebhookSender({ clock, faults, transport, settings });
  webhooks.replaceEndpoints(endpoints);
  return {
    settings,
    clock,
    faults,
    webhooks,
    newId: createMonoIds(),
    accounts: createAccountBook(accounts, () => clock.stamp()),
    transfers: createTransferStore(),
    collections: createCollectionStore(settings.SANDBOX_TRANSFERS_MAX),
    apiKeys: createApiKeys(apiKeys),
    lateListing: { latestVisibleFrom: 0 },
  };
}
