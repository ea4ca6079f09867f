import { totalOf } from '../accounts/tariff.ts';
import type { World } from '../core/world.ts';
import { senderIdOf, type SandboxTransfer } from '../transfers/transfer.ts';
import { deliveryView } from '../webhooks/delivery.ts';

/** What one transfer has cost its account so far, part by part, in centavos as digits. */
export function chargeView(transfer: SandboxTransfer): object {
  const { charge } = transfer;
  return {
    monoTransferId: transfer.id,
    externalId: senderIdOf(transfer.wish),
    accountId: transfer.batch.account.id,
    requestedRail: transfer.wish.routing,
    rail: transfer.rail,
    state: transfer.state,
    declinationReason: transfer.declinationReason,
    amount: String(charge.amount),
    fee: String(charge.fee),
    iva: String(charge.iva),
    gmfOnAmount: String(charge.gmfOnAmount),
    gmfOnFee: String(charge.gmfOnFee),
    total: String(totalOf(charge)),
  };
}

export interface StateQuery {
  readonly limit: number;
  readonly externalId: string | null;
}

/** What the sandbox holds: for the demo's comparison with the ledger and for tests. No key, no secret. */
export function stateView(world: World, { limit, externalId }: StateQuery): object {
  const { transfers, webhooks, accounts, collections } = world;
  const shown =
    externalId === null ? transfers.all().slice(-limit) : transfers.bySenderId(externalId);
  const deliveries = webhooks
    .deliveries(externalId === null ? limit : Infinity)
    .filter((one) => externalId === null || one.externalId === externalId);
  return {
    transfers: { total: transfers.size(), byState: transfers.countByState() },
    collections: {
      links: collections.links().length,
      intents: collections
        .intents()
        .slice(-limit)
        .map(({ id, state, amount, charge }) => ({
          id,
          state,
          amount: String(amount),
          charged: String(totalOf(charge)),
        })),
    },
    webhooks: webhooks.counts(),
    deliveries: deliveries.slice(0, limit).map(deliveryView),
    accounts: accounts.all().map(({ id, live }) => ({
      id,
      availableMinorUnits: String(live.available),
    })),
    charges: shown.map(chargeView),
    apiKeys: world.apiKeys.uses(),
    refusedKeys: world.apiKeys.refused(),
    faults: world.faults.list(),
  };
}
