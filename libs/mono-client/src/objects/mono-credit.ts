import type { Instant, MonoAccountId, MonoTransactionId } from '@riel/ids';
import { parseObject, type MonoMoney, type Parsed } from './json-reader.ts';

/** Who sent the money of a credit. Personal data. */
export interface MonoPayer {
  readonly name: string | null;
  readonly documentType: string | null;
  readonly documentNumber: string | null;
  readonly bankCode: string | null;
}

/** Money that came into an account by transfer. It is told once, by webhook, and cannot be looked up. */
export interface MonoCredit {
  readonly id: MonoTransactionId;
  readonly accountId: MonoAccountId;
  readonly amount: MonoMoney;
  /** `bank_transfer_mono`, `incoming_wire`; an open value. */
  readonly type: string;
  readonly transactionAt: Instant;
  readonly description: string | null;
  readonly payer: MonoPayer | null;
}

/** Reads the data of an `account_credited` webhook. */
export function parseMonoCredit(value: unknown): Parsed<MonoCredit> {
  return parseObject(value, (reader) => ({
    id: reader.text('id') as MonoTransactionId,
    accountId: reader.object('account').text('id') as MonoAccountId,
    amount: reader.money('amount'),
    type: reader.optionalText('type') ?? 'unknown',
    transactionAt: reader.time('transaction_at'),
    description: reader.optionalText('description'),
    payer: reader.optionalObject('payer', (payer) => ({
      name: payer.optionalText('name'),
      documentType: payer.optionalText('document_type'),
      documentNumber: payer.optionalText('document_number'),
      bankCode: payer.optionalObject('bank', (bank) => bank.optionalText('code')),
    })),
  }));
}
