import { feeCharge, totalOf } from '../accounts/tariff.ts';
import { problem } from '../api/mono-error.ts';
import type { World } from '../core/world.ts';
import type { IntentState, SandboxIntent, SandboxLink } from './collection.ts';
import { intentEventView } from './collection-view.ts';
import { addIntent } from './create-collection.ts';

/** How a payer's visit to the bank ends; `abandoned` stays as it is and tells nobody. */
export type PaymentOutcome = 'credited' | 'failed' | 'abandoned' | 'approved-only';
export const paymentOutcomes: readonly PaymentOutcome[] = [
  'credited',
  'failed',
  'abandoned',
  'approved-only',
];

function moveTo(world: World, intent: SandboxIntent, state: IntentState): void {
  intent.state = state;
  intent.updatedAt = world.clock.stamp();
}

function emit(world: World, intent: SandboxIntent, type: string): void {
  world.webhooks.emit({
    type,
    data: intentEventView(intent),
    objectId: intent.id,
    externalId: intent.link?.externalId ?? null,
    accountId: intent.account.id,
  });
}

function credit(world: World, intent: SandboxIntent): void {
  moveTo(world, intent, 'account_credited');
  intent.charge = feeCharge('pse');
  world.accounts.move(intent.account, BigInt(intent.amount) - totalOf(intent.charge));
  emit(world, intent, 'collection_intent_credited');
}

function fail(world: World, intent: SandboxIntent): void {
  intent.providerMessage = 'The payer has no funds';
  moveTo(world, intent, 'failed');
  emit(world, intent, 'collection_intent_failed');
}

/**
 * Plays a payer: in_progress, then approved_in_provider, which is not money yet, then
 * account_credited. Nothing is told before the last step.
 */
export function payIntent(world: World, intent: SandboxIntent, outcome: PaymentOutcome): void {
  if (intent.state !== 'created') throw problem(409, 'bad_state', 'The intent was tried already.');
  const step = world.settings.SANDBOX_PSE_DELAY_MILLISECONDS;
  moveTo(world, intent, 'in_progress');
  if (outcome === 'abandoned') return;
  world.clock.after(step, () => {
    if (outcome === 'failed') {
      fail(world, intent);
      return;
    }
    moveTo(world, intent, 'approved_in_provider');
    if (outcome === 'credited') world.clock.after(step, () => credit(world, intent));
  });
}

function isAmountAllowed({ amountValidation, amount }: SandboxLink, paid: number): boolean {
  if (amountValidation === 'fixed') return paid === amount;
  if (amountValidation === 'can_be_less') return paid <= amount;
  return amountValidation === 'free' || paid >= amount;
}

/** Plays a payer who follows a link and pays an amount, the link's own if none is said. */
export function payLink(
  world: World,
  link: SandboxLink,
  payment: { readonly amount: number | null; readonly outcome: PaymentOutcome },
): SandboxIntent {
  const amount = payment.amount ?? link.amount;
  const hasExpired = link.expiresAt !== null && link.expiresAt <= world.clock.stamp();
  if (!link.enabled || hasExpired) throw problem(409, 'bad_state', 'The link cannot be paid.');
  if (amount <= 0 || !isAmountAllowed(link, amount)) {
    throw problem(422, 'validation_error', 'The link does not allow the amount.');
  }
  if (link.usageType === 'single_use') link.enabled = false;
  const { account, payer, reference } = link;
  const intent = addIntent(world, { account, link, amount, bankCode: '1007', payer, reference });
  payIntent(world, intent, payment.outcome);
  return intent;
}
