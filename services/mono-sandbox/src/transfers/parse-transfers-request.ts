import type { AccountBook, SandboxAccount } from '../accounts/account-book.ts';
import { transferBanks } from '../accounts/banks.ts';
import { MonoProblem } from '../api/mono-error.ts';
import { RequestReader } from '../api/request-reader.ts';
import { rails } from './plan-rail.ts';
import type { BankAccount, TransferWish } from './transfer.ts';

export const TRANSFERS_PER_REQUEST_MAX = 1_000;

/** Document types that are taken. Mono shows CC alone; the rest is our guess. */
const documentTypes = ['CC', 'CE', 'NIT', 'TI', 'PP', 'PPT', 'PEP', 'RC'] as const;

export interface TransfersRequest {
  readonly account: SandboxAccount;
  readonly wishes: readonly TransferWish[];
}

function readBankAccount(payee: RequestReader): BankAccount | null {
  if (!payee.has('bank_account')) return null;
  const account = payee.object('bank_account');
  const bankCode = account.text('bank_code');
  const number = account.text('number');
  const type = account.text('type');
  const bank = transferBanks.get(bankCode);
  if (bankCode !== '' && bank === undefined) {
    account.fail('bank_code', 'validation_error', 'The bank does not exist.');
  }
  if (number !== '' && !/^\d{5,}$/.test(number)) {
    account.fail('number', 'validation_error', 'At least 5 digits are expected.');
  }
  if (bank !== undefined && type !== '' && !bank.accountTypes.includes(type)) {
    account.fail('type', 'validation_error', 'The bank has no such accounts.');
  }
  return { bankCode, number, type };
}

function readWish(transfer: RequestReader): TransferWish {
  const { amount, currency } = transfer.money('amount');
  const payee = transfer.object('payee');
  const bankAccount = readBankAccount(payee);
  const recipientHandle = transfer.optionalText('recipient_handle');
  if (bankAccount === null && recipientHandle === null) {
    payee.fail(
      'bank_account',
      'missing_field',
      'The field is missing on the request body or parameters.',
    );
  }
  const documentType = payee.text('document_type');
  if (documentType !== '') payee.oneOf('document_type', documentTypes);
  return {
    amount,
    currency,
    documentNumber: payee.text('document_number'),
    documentType,
    payeeName: payee.text('name'),
    payeeEmail: payee.optionalText('email'),
    bankAccount,
    recipientHandle,
    reference: transfer.optionalText('reference'),
    description: transfer.optionalText('description'),
    externalId: transfer.optionalText('external_id'),
    entityId: transfer.optionalText('entity_id'),
    routing: transfer.oneOf('routing', rails),
    fallbackRouting: transfer.textsOf('fallback_routing', rails),
  };
}

/** Reads the body of a creation; throws 422 with everything that is wrong, and then nothing is created. */
export function parseTransfersRequest(body: unknown, accounts: AccountBook): TransfersRequest {
  const reader = new RequestReader(body);
  const accountId = reader.text('account_id');
  const account = accounts.get(accountId);
  if (accountId !== '' && account === undefined) {
    reader.fail('account_id', 'item_not_found', 'The account does not exist.');
  }
  const wishes = reader.list('transfers', TRANSFERS_PER_REQUEST_MAX).map(readWish);
  if (reader.items.length > 0 || account === undefined) throw new MonoProblem(422, reader.items);
  return { account, wishes };
}
