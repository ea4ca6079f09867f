import { approvedCharge, feeCharge, noCharge, totalOf, type Charge } from '../accounts/tariff.ts';
import { creditAccount } from '../admin/credit.ts';
import type { World } from '../core/world.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import { emitTransferEvent } from './emit-events.ts';
import { planFallback, planRailOutcome } from './plan-rail.ts';
import { senderIdOf, type SandboxTransfer, type TransferState } from './transfer.ts';

/**
 * The life of a transfer: created, in_progress on one rail or on several one after the other, then
 * approved or declined, which a bank may still change. The account pays when a final state is
 * reached. What it is out of pocket is a function of the state, the rail and where it was declined;
 * a change books the difference, so that every way to a state costs the same.
 */

function chargeOf({ state, declinedAt, rail, wish, isAmountKept }: SandboxTransfer): Charge {
  const amount = BigInt(wish.amount);
  if (state === 'approved') return approvedCharge(rail, amount);
  if (state !== 'declined') return noCharge;
  // An approval that is taken back brings the amount alone: its GMF is claimed from the tax authority.
  if (declinedAt === 'reversal') return { ...approvedCharge(rail, amount), amount: 0n };
  const fees = declinedAt === 'destination' ? feeCharge(rail) : noCharge;
  return isAmountKept ? { ...fees, amount } : fees;
}

function moveTo(world: World, transfer: SandboxTransfer, state: TransferState): void {
  transfer.state = state;
  transfer.updatedAt = world.clock.stamp();
  const charge = chargeOf(transfer);
  world.accounts.move(transfer.batch.account, totalOf(transfer.charge) - totalOf(charge));
  transfer.charge = charge;
}

function settleDelay({ settings }: World, rail: string): number {
  const delays: Readonly<Record<string, number>> = {
    turbo: settings.SANDBOX_TURBO_DELAY_MILLISECONDS,
    transfiya: settings.SANDBOX_TRANSFIYA_DELAY_MILLISECONDS,
    breb: settings.SANDBOX_BREB_DELAY_MILLISECONDS,
    ach: settings.SANDBOX_ACH_DELAY_MILLISECONDS,
  };
  return delays[rail] ?? settings.SANDBOX_ACH_DELAY_MILLISECONDS;
}

function strike(
  world: World,
  transfer: SandboxTransfer,
  kind: 'change-final-state' | 'return-by-credit',
): FaultRule | null {
  const senderId = senderIdOf(transfer.wish);
  return world.faults.strike(kind, {
    externalIds: senderId === null ? [] : [senderId],
    accountId: transfer.batch.account.id,
  });
}

/** The money of a declined transfer comes back as a credit of its own, as some banks do it. */
function returnByCredit(world: World, transfer: SandboxTransfer): void {
  if (!transfer.isAmountKept) return;
  transfer.isAmountKept = false;
  // The credit moves the balance; what the transfer itself costs has no part in it any more.
  transfer.charge = { ...transfer.charge, amount: 0n };
  const { batch, wish } = transfer;
  const description = `Devolucion ${transfer.id}`;
  creditAccount(world, { accountId: batch.account.id, amount: String(wish.amount), description });
}

function decline(
  world: World,
  transfer: SandboxTransfer,
  { at, reason }: { readonly at: 'origin' | 'destination'; readonly reason: string },
): void {
  if (transfer.state !== 'in_progress') return;
  transfer.declinationReason = reason;
  transfer.declinedAt = at;
  const rule = at === 'destination' ? strike(world, transfer, 'return-by-credit') : null;
  transfer.isAmountKept = rule !== null;
  moveTo(world, transfer, 'declined');
  emitTransferEvent(world, transfer, { type: 'bank_transfer_rejected' });
  if (rule !== null) {
    world.clock.after(rule.delayMilliseconds ?? 0, () => returnByCredit(world, transfer));
  }
  planChange(world, transfer);
}

function approve(world: World, transfer: SandboxTransfer): void {
  if (transfer.state !== 'in_progress') return;
  // The origin bank looks at the whole cost, GMF included.
  const cost = totalOf(approvedCharge(transfer.rail, BigInt(transfer.wish.amount)));
  if (transfer.batch.account.live.available < cost) {
    decline(world, transfer, { at: 'origin', reason: 'insufficient_funds' });
    return;
  }
  moveTo(world, transfer, 'approved');
  emitTransferEvent(world, transfer, { type: 'bank_transfer_approved' });
  planChange(world, transfer);
}

function planChange(world: World, transfer: SandboxTransfer): void {
  const rule = strike(world, transfer, 'change-final-state');
  if (rule === null) return;
  world.clock.after(rule.delayMilliseconds ?? 0, () => changeFinalState(world, transfer));
}

/** Turns approved into declined or back, as a bank rarely does. False if the transfer is neither. */
export function changeFinalState(world: World, transfer: SandboxTransfer): boolean {
  const previousState = transfer.state;
  if (previousState !== 'approved' && previousState !== 'declined') return false;
  const isApproved = previousState === 'approved';
  transfer.declinationReason = isApproved ? 'final_state_changed' : null;
  transfer.declinedAt = isApproved ? 'reversal' : null;
  moveTo(world, transfer, isApproved ? 'declined' : 'approved');
  const extras = { previousState };
  emitTransferEvent(world, transfer, { type: 'bank_transfer_change_final_state', extras });
  return true;
}

const NOT_SUPPORTED = 'rail_not_supported';

function reroute(world: World, transfer: SandboxTransfer): void {
  if (transfer.state !== 'in_progress') return;
  const { SANDBOX_AUTOMATIC_FALLBACK, SANDBOX_EMPTY_FALLBACK_FORBIDS } = world.settings;
  const rules = {
    automatic: SANDBOX_AUTOMATIC_FALLBACK,
    emptyForbids: SANDBOX_EMPTY_FALLBACK_FORBIDS,
  };
  const next = planFallback(transfer.rail, transfer.wish, rules);
  if (next === null) {
    decline(world, transfer, { at: 'origin', reason: NOT_SUPPORTED });
    return;
  }
  transfer.rail = next;
  moveTo(world, transfer, 'in_progress');
  const extras = { fallbackReason: NOT_SUPPORTED };
  emitTransferEvent(world, transfer, { type: 'bank_transfer_fallback_routing', extras });
  tryRail(world, transfer);
}

function tryRail(world: World, transfer: SandboxTransfer): void {
  const { clock, settings } = world;
  const outcome = planRailOutcome(transfer.rail, transfer.wish.documentNumber);
  if (outcome.kind === 'not-supported') {
    clock.after(settings.SANDBOX_FALLBACK_DELAY_MILLISECONDS, () => reroute(world, transfer));
  } else if (outcome.kind === 'approved') {
    clock.after(settleDelay(world, transfer.rail), () => approve(world, transfer));
  } else {
    const isOrigin = outcome.at === 'origin';
    const delay = isOrigin
      ? settings.SANDBOX_ORIGIN_DECLINE_DELAY_MILLISECONDS
      : settings.SANDBOX_DESTINATION_DECLINE_DELAY_MILLISECONDS;
    clock.after(delay, () => decline(world, transfer, outcome));
  }
}

/** Sets a created transfer on its way. */
export function startTransfer(world: World, transfer: SandboxTransfer): void {
  world.clock.after(world.settings.SANDBOX_IN_PROGRESS_DELAY_MILLISECONDS, () => {
    if (transfer.state !== 'created') return;
    moveTo(world, transfer, 'in_progress');
    tryRail(world, transfer);
  });
}

/** Cancels a transfer that was not sent to a bank yet. */
export function cancelTransfer(world: World, transfer: SandboxTransfer): void {
  if (transfer.state === 'created') moveTo(world, transfer, 'cancelled');
}
