import { formatInstant } from '@riel/runtime';
import type { Settings } from '../settings.ts';
import { isFinal, type SandboxBatch, type SandboxTransfer } from './transfer.ts';

export type ViewSettings = Pick<
  Settings,
  'SANDBOX_RAIL_FIELD' | 'SANDBOX_ROUTING_AFTER_FALLBACK' | 'SANDBOX_ECHO_IDS'
>;

// Mono's webhooks are compact JSON with their keys in alphabetical order. Objects are built in that
// order here, so that nothing has to be sorted when they are written.

/** A batch as it stands inside its transfers and in batch events. */
export function batchView(batch: SandboxBatch): object {
  return {
    account_id: batch.account.id,
    id: batch.id,
    inserted_at: formatInstant(batch.insertedAt),
    origin: batch.origin,
    state: batch.state,
    total_amount: { amount: batch.totalAmount, currency: batch.currency },
    updated_at: formatInstant(batch.updatedAt),
  };
}

function payeeView({ wish }: SandboxTransfer): object {
  const { bankAccount } = wish;
  return {
    bank_account:
      bankAccount === null
        ? null
        : { bank_code: bankAccount.bankCode, number: bankAccount.number, type: bankAccount.type },
    document_number: wish.documentNumber,
    document_type: wish.documentType,
    email: wish.payeeEmail,
    name: wish.payeeName,
  };
}

/** What a change of the final state and a fallback tell beside the common fields. */
export interface TransferViewExtras {
  readonly fallbackReason?: string;
  readonly previousState?: string;
}

function railShown(transfer: SandboxTransfer, settings: ViewSettings): boolean {
  if (settings.SANDBOX_RAIL_FIELD === 'always') return true;
  return settings.SANDBOX_RAIL_FIELD === 'final' && isFinal(transfer.state);
}

/** Which rail `routing` names: where it began, and after a fallback what the setting says. */
function routingOf(transfer: SandboxTransfer, settings: ViewSettings): string {
  const rewritten = settings.SANDBOX_ROUTING_AFTER_FALLBACK === 'rewritten';
  return rewritten ? transfer.rail : transfer.firstRail;
}

/** A transfer as lists, answers and webhooks show it. */
export function transferView(
  transfer: SandboxTransfer,
  settings: ViewSettings,
  extras: TransferViewExtras = {},
): object {
  const { wish } = transfer;
  const echo = settings.SANDBOX_ECHO_IDS;
  const senderId = wish.externalId ?? wish.entityId;
  return {
    amount: { amount: wish.amount, currency: wish.currency },
    batch: batchView(transfer.batch),
    declination_reason: transfer.declinationReason,
    description: wish.description,
    ...(echo === 'external' ? {} : { entity_id: wish.entityId ?? senderId }),
    ...(echo === 'entity' ? {} : { external_id: senderId }),
    ...(extras.fallbackReason === undefined ? {} : { fallback_reason: extras.fallbackReason }),
    fallback_routing: wish.fallbackRouting ?? [],
    id: transfer.id,
    inserted_at: formatInstant(transfer.insertedAt),
    payee: payeeView(transfer),
    ...(extras.previousState === undefined ? {} : { previous_state: extras.previousState }),
    ...(railShown(transfer, settings) ? { rail: transfer.rail } : {}),
    recipient_handle: wish.recipientHandle,
    reference: wish.reference,
    routing: routingOf(transfer, settings),
    state: transfer.state,
    updated_at: formatInstant(transfer.updatedAt),
  };
}
