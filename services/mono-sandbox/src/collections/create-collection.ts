import { parseInstant } from '@riel/runtime';
import type { SandboxAccount } from '../accounts/account-book.ts';
import { pseBanks } from '../accounts/banks.ts';
import { noCharge } from '../accounts/tariff.ts';
import { MonoProblem } from '../api/mono-error.ts';
import { RequestReader } from '../api/request-reader.ts';
import type { World } from '../core/world.ts';
import {
  amountValidations,
  usageTypes,
  type Payer,
  type SandboxIntent,
  type SandboxLink,
} from './collection.ts';

function readPayer(reader: RequestReader): Payer | null {
  if (!reader.has('payer')) return null;
  const payer = reader.object('payer');
  return {
    documentNumber: payer.optionalText('document_number'),
    documentType: payer.optionalText('document_type'),
    email: payer.optionalText('email'),
    name: payer.optionalText('name'),
  };
}

function readAccount(world: World, reader: RequestReader): SandboxAccount | undefined {
  const accountId = reader.text('account_id');
  const account = world.accounts.get(accountId);
  if (accountId !== '' && account === undefined) {
    reader.fail('account_id', 'item_not_found', 'The account does not exist.');
  }
  return account;
}

/** Creates a link from a request's body; throws 422 with everything that is wrong. */
export function createLink(world: World, body: unknown): SandboxLink {
  const reader = new RequestReader(body);
  const account = readAccount(world, reader);
  const expiry = reader.optionalText('expires_at');
  const expiresAt = expiry === null ? null : parseInstant(expiry);
  if (expiry !== null && expiresAt === null) {
    reader.fail('expires_at', 'invalid_format', 'A time is expected.');
  }
  const wish = {
    amount: reader.money('amount').amount,
    amountValidation: reader.oneOf('amount_validation', amountValidations) ?? 'free',
    expiresAt,
    externalId: reader.optionalText('external_id'),
    payer: readPayer(reader),
    redirectUrl: reader.optionalText('redirect_url'),
    reference: reader.has('reference') ? reader.object('reference').optionalText('value') : null,
    usageType: reader.oneOf('usage_type', usageTypes) ?? 'single_use',
    enabled: reader.boolean('enabled', true),
  };
  if (reader.items.length > 0 || account === undefined) throw new MonoProblem(422, reader.items);
  const link = { id: world.newId('clink'), account, insertedAt: world.clock.stamp(), ...wish };
  world.collections.addLink(link);
  return link;
}

/** Whom and what an intent is for. */
export interface IntentWish {
  readonly account: SandboxAccount;
  readonly link: SandboxLink | null;
  readonly amount: number;
  readonly bankCode: string;
  readonly payer: Payer | null;
  readonly reference: string | null;
}

export function addIntent(world: World, wish: IntentWish): SandboxIntent {
  const at = world.clock.stamp();
  const intent: SandboxIntent = {
    ...wish,
    id: world.newId('cint'),
    insertedAt: at,
    updatedAt: at,
    transactionId: String(at % 10_000_000_000),
    state: 'created',
    providerMessage: null,
    charge: noCharge,
  };
  world.collections.addIntent(intent);
  return intent;
}

/** Creates an intent of the sender's own checkout. */
export function createIntent(world: World, body: unknown): SandboxIntent {
  const reader = new RequestReader(body);
  const account = readAccount(world, reader);
  const bankCode = reader.text('bank_code');
  if (bankCode !== '' && !pseBanks.some(({ code }) => code === bankCode)) {
    reader.fail('bank_code', 'validation_error', 'The bank does not exist.');
  }
  const wish = {
    link: null,
    amount: reader.money('amount').amount,
    bankCode,
    payer: readPayer(reader),
    reference: reader.optionalText('reference'),
  };
  if (reader.items.length > 0 || account === undefined) throw new MonoProblem(422, reader.items);
  return addIntent(world, { account, ...wish });
}
