import { formatInstant } from '@riel/runtime';
import type { Payer, SandboxIntent, SandboxLink } from './collection.ts';

const money = (amount: number): object => ({ amount, currency: 'COP' });

const payerView = (payer: Payer | null): object | null =>
  payer === null
    ? null
    : {
        document_number: payer.documentNumber,
        document_type: payer.documentType,
        email: payer.email,
        name: payer.name,
      };

/** A link. It never shows that it was paid: only its intents do. */
export function linkView(link: SandboxLink): object {
  return {
    account_id: link.account.id,
    amount: money(link.amount),
    amount_validation: link.amountValidation,
    enabled: link.enabled,
    expires_at: link.expiresAt === null ? null : formatInstant(link.expiresAt),
    external_id: link.externalId,
    id: link.id,
    inserted_at: formatInstant(link.insertedAt),
    link: `https://links.sandbox.invalid/${link.id}`,
    payer: payerView(link.payer),
    realtime_transfer: false,
    redirect_url: link.redirectUrl,
    reference: { editable: false, required: false, value: link.reference },
    usage_type: link.usageType,
  };
}

/** An intent as lists and answers show it. */
export function intentView(intent: SandboxIntent): object {
  return {
    account_id: intent.account.id,
    amount: money(intent.amount),
    bank_code: intent.bankCode,
    collection_link_id: intent.link?.id ?? null,
    external_id: intent.link?.externalId ?? null,
    id: intent.id,
    inserted_at: formatInstant(intent.insertedAt),
    payer: payerView(intent.payer),
    payment: {
      provider: 'pse',
      provider_message: intent.providerMessage,
      transaction_id: intent.transactionId,
      url: `https://pse.sandbox.invalid/${intent.id}`,
    },
    realtime_transfer: false,
    reference: intent.reference,
    state: intent.state,
    updated_at: formatInstant(intent.updatedAt),
  };
}

/** An intent as its webhooks carry it: a smaller payer and payment, `external_id` absent if there is none. */
export function intentEventView(intent: SandboxIntent): object {
  const externalId = intent.link?.externalId ?? null;
  return {
    account_id: intent.account.id,
    amount: money(intent.amount),
    ...(intent.link === null ? {} : { collection_link_id: intent.link.id }),
    ...(externalId === null ? {} : { external_id: externalId }),
    id: intent.id,
    inserted_at: formatInstant(intent.insertedAt),
    note: null,
    payer: {
      document_number: intent.payer?.documentNumber ?? null,
      document_type: intent.payer?.documentType ?? null,
      name: intent.payer?.name ?? null,
    },
    payment: {
      provider: 'pse',
      ...(intent.providerMessage === null ? {} : { provider_message: intent.providerMessage }),
      transaction_id: intent.transactionId,
    },
    reference: intent.reference,
    state: intent.state,
    updated_at: formatInstant(intent.updatedAt),
  };
}
