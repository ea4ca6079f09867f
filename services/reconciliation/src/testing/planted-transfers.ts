import type { NormalisedEvent } from '@riel/mono-client';
import { acceptedEvent, ourIdOfTest, requestedEvent } from './our-events.ts';
import type { RunBed } from './run-bed.ts';

/** Microseconds. */
export const DAY = 86_400_000_000;
/** What each planted transfer is over. */
export const AMOUNT = 10_000_000n;

/** The event with another value here and there: what a webhook might have said wrongly. */
export const altered = (event: NormalisedEvent, change: object): NormalisedEvent =>
  ({ ...event, value: { ...event.value, ...change } }) as NormalisedEvent;

let nextKey = 0;
/** The id of another transfer of ours. */
export const ourId = (): string => {
  nextKey += 1;
  return ourIdOfTest(`planted-${nextKey}`);
};

/** Two approved Mono transfers of one of ours; the webhook of the second arrives or not. */
export async function payTwice(
  bed: RunBed,
  accountId: string,
  isDelivered: boolean,
): Promise<void> {
  const first = await bed.settle({ accountId });
  const id = first.mono.externalId;
  const again = bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: id });
  const event = bed.model.approve(again);
  if (isDelivered) await bed.deliver(event);
}

/** Settles from another Mono account than the one asked for. */
export async function settleElsewhere(bed: RunBed, accountId: string): Promise<void> {
  const transferId = ourId();
  const at = bed.model.pass();
  await bed.book(
    requestedEvent({ transferId, accountId: 'acc_other', amount: AMOUNT, rail: 'turbo', at }),
  );
  const transfer = bed.model.create({
    accountId,
    amount: AMOUNT,
    rail: 'turbo',
    ourId: transferId,
  });
  await bed.deliver(bed.model.approve(transfer));
}

/** Settles, and neither acceptance nor webhook comes back. */
export async function settleUnaccepted(bed: RunBed, accountId: string): Promise<void> {
  const transferId = ourId();
  const at = bed.model.pass();
  await bed.book(requestedEvent({ transferId, accountId, amount: AMOUNT, rail: 'turbo', at }));
  bed.model.approve(
    bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: transferId }),
  );
}

/** A webhook without any id of ours, which Mono's list then shows. */
export async function settleUnnamed(
  bed: RunBed,
  accountId: string,
  isAccepted: boolean,
): Promise<void> {
  const transferId = ourId();
  const at = bed.model.pass();
  await bed.book(requestedEvent({ transferId, accountId, amount: AMOUNT, rail: 'turbo', at }));
  const wish = { accountId, amount: AMOUNT, rail: 'turbo', ourId: transferId };
  const transfer = bed.model.create(wish);
  if (isAccepted) await bed.book(acceptedEvent(transfer, bed.model.pass()));
  await bed.deliver(altered(bed.model.approve(transfer), { transferId: null }));
}

/** Turbo gives up and ACH settles; Mono shows the rail only later, if at all. */
export async function fallBackUnseen(
  bed: RunBed,
  accountId: string,
  seen: { readonly fallback: boolean; readonly rewritten: boolean },
) {
  const { model } = bed;
  const transfer = await bed.pay({ accountId });
  if (seen.rewritten) transfer.mono.routing = 'ach';
  const fallback = model.fallBack(transfer, 'ach');
  if (seen.fallback) await bed.deliver(fallback);
  model.railField = 'hidden';
  await bed.deliver(model.approve(transfer));
  model.railField = 'shown';
  return transfer;
}
