import { noCharge } from '../accounts/tariff.ts';
import { problem } from '../api/mono-error.ts';
import type { World } from '../core/world.ts';
import { emitBatchEvent } from './emit-events.ts';
import type { TransfersRequest } from './parse-transfers-request.ts';
import { planDefaultRail } from './plan-rail.ts';
import { cancelTransfer, startTransfer } from './progress-transfer.ts';
import {
  senderIdOf,
  type SandboxBatch,
  type SandboxTransfer,
  type TransferWish,
} from './transfer.ts';

/** What a creation gave, in the order of the request. */
export interface Created {
  readonly batch: SandboxBatch;
  readonly transfers: readonly SandboxTransfer[];
  /** Whether every member's id had been seen before: observed as status 200 instead of 201. */
  readonly isAllKnown: boolean;
}

export interface CreateOptions {
  /** The batch waits for an administrator. */
  readonly needsAuthorisation: boolean;
}

/** The virtual time from which lists show the transfer; 0 is at once. */
function visibleFrom(world: World, wish: TransferWish): number {
  const senderId = senderIdOf(wish);
  const externalIds = senderId === null ? [] : [senderId];
  const rule = world.faults.strike('late-listing', { externalIds });
  if (rule === null) return 0;
  const from = world.clock.elapsed() + (rule.delayMilliseconds ?? 0);
  const { lateListing } = world;
  lateListing.latestVisibleFrom = Math.max(lateListing.latestVisibleFrom, from);
  return from;
}

function addTransfer(world: World, batch: SandboxBatch, wish: TransferWish): SandboxTransfer {
  const at = world.clock.stamp();
  const rail = wish.routing ?? planDefaultRail(wish.bankAccount);
  const transfer: SandboxTransfer = {
    id: world.newId('trn'),
    batch,
    wish,
    insertedAt: at,
    updatedAt: at,
    state: 'created',
    firstRail: rail,
    rail,
    declinationReason: null,
    declinedAt: null,
    isAmountKept: false,
    charge: noCharge,
    visibleFrom: visibleFrom(world, wish),
  };
  batch.transfers.push(transfer);
  return transfer;
}

function newBatch(world: World, { account, wishes }: TransfersRequest): SandboxBatch {
  const at = world.clock.stamp();
  return {
    id: world.newId('bat'),
    account,
    origin: 'api',
    insertedAt: at,
    totalAmount: wishes.reduce((sum, { amount }) => sum + amount, 0),
    currency: wishes[0]?.currency ?? 'COP',
    transfers: [],
    state: 'created',
    updatedAt: at,
  };
}

function setBatchState(world: World, batch: SandboxBatch, state: SandboxBatch['state']): void {
  batch.state = state;
  batch.updatedAt = world.clock.stamp();
}

/** Lets a batch go to the banks. */
export function sendBatch(world: World, batch: SandboxBatch): void {
  setBatchState(world, batch, 'processing_transactions');
  if (world.settings.SANDBOX_BATCH_SENT_WEBHOOKS) emitBatchEvent(world, batch, 'batch_sent');
  for (const transfer of batch.transfers) {
    if (transfer.state === 'created') startTransfer(world, transfer);
  }
}

/** Cancels a batch that waits for its authorisation. False if it does not wait. */
export function cancelBatch(world: World, batch: SandboxBatch): boolean {
  if (batch.state !== 'pending_otp') return false;
  for (const transfer of batch.transfers) cancelTransfer(world, transfer);
  setBatchState(world, batch, 'cancelled');
  emitBatchEvent(world, batch, 'batch_canceled');
  return true;
}

/** Authorises a batch that waits for it. False if it does not wait. */
export function authoriseBatch(world: World, batch: SandboxBatch): boolean {
  if (batch.state !== 'pending_otp') return false;
  sendBatch(world, batch);
  return true;
}

function requireRoom(world: World, count: number): void {
  const { SANDBOX_TRANSFERS_MAX, SANDBOX_WEBHOOKS_WAITING_MAX } = world.settings;
  const full =
    world.transfers.size() + count > SANDBOX_TRANSFERS_MAX ||
    world.webhooks.counts().waiting > SANDBOX_WEBHOOKS_WAITING_MAX;
  if (full) throw problem(503, 'sandbox_full', 'The sandbox keeps no more transfers.');
}

/** Whether a transfer of this account carries the id already. */
function knownTransfer(
  world: World,
  batch: SandboxBatch,
  wish: TransferWish,
): SandboxTransfer | null {
  const senderId = senderIdOf(wish);
  if (senderId === null) return null;
  const isSame = (one: SandboxTransfer): boolean => one.batch.account === batch.account;
  const inBatch = batch.transfers.find((one) => senderIdOf(one.wish) === senderId);
  return inBatch ?? world.transfers.bySenderId(senderId).find(isSame) ?? null;
}

/**
 * Creates a batch. A member whose id this account has used before is not paid again: it is listed as
 * `duplicated`, or the first transfer is returned in its place, as the setting says; Mono documents
 * the state, and a third party observed the other.
 */
export function createBatch(
  world: World,
  request: TransfersRequest,
  options: CreateOptions,
): Created {
  requireRoom(world, request.wishes.length);
  const batch = newBatch(world, request);
  const returnsExisting = world.settings.SANDBOX_DUPLICATES === 'return-existing';
  let knownCount = 0;
  const transfers = request.wishes.map((wish) => {
    const known = knownTransfer(world, batch, wish);
    if (known !== null) knownCount += 1;
    if (known !== null && returnsExisting) return known;
    const transfer = addTransfer(world, batch, wish);
    if (known !== null) transfer.state = 'duplicated';
    return transfer;
  });
  const isAllKnown = knownCount === request.wishes.length;
  if (batch.transfers.length > 0) {
    world.transfers.add(batch);
    if (knownCount > 0 && !returnsExisting) emitBatchEvent(world, batch, 'batch_duplicated');
    beginBatch(world, batch, { isAllKnown, ...options });
  }
  return { batch, transfers, isAllKnown };
}

function beginBatch(
  world: World,
  batch: SandboxBatch,
  { isAllKnown, needsAuthorisation }: CreateOptions & { readonly isAllKnown: boolean },
): void {
  if (isAllKnown) {
    setBatchState(world, batch, 'duplicated');
  } else if (needsAuthorisation) {
    setBatchState(world, batch, 'pending_otp');
    emitBatchEvent(world, batch, 'batch_authorization_requested');
  } else {
    sendBatch(world, batch);
  }
}
