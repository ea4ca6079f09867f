import type { Instant, MonoAccountId, MonoBatchId, MonoTransferId } from '@riel/ids';
import { parseObject, type JsonReader, type MonoMoney, type Parsed } from './json-reader.ts';

/** The batch that a transfer stands in. Its state says nothing about the transfer's. */
export interface MonoBatch {
  readonly id: MonoBatchId;
  readonly accountId: MonoAccountId | null;
  readonly state: string | null;
  readonly origin: string | null;
}

/** Whom a transfer pays. Personal data. */
export interface MonoPayee {
  readonly name: string | null;
  readonly documentType: string | null;
  readonly documentNumber: string | null;
  readonly email: string | null;
  readonly bankCode: string | null;
  readonly accountNumber: string | null;
  readonly accountType: string | null;
}

/**
 * A transfer as Mono lists it and as its webhooks carry it. Older deliveries lack `routing`,
 * `fallback_routing` and `recipient_handle`; `rail` is documented in prose only.
 */
export interface MonoTransfer {
  readonly id: MonoTransferId;
  /** The account debited: the transfer's own field where Mono gives one, else its batch's. */
  readonly accountId: MonoAccountId | null;
  readonly batch: MonoBatch | null;
  readonly amount: MonoMoney;
  readonly payee: MonoPayee | null;
  readonly recipientHandle: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly externalId: string | null;
  readonly entityId: string | null;
  readonly rail: string | null;
  readonly routing: string | null;
  readonly fallbackRouting: readonly string[] | null;
  /** An open value: `created`, `in_progress`, `approved`, `declined`, `cancelled`, `duplicated`, ... */
  readonly state: string;
  readonly previousState: string | null;
  readonly declinationReason: string | null;
  readonly fallbackReason: string | null;
  readonly insertedAt: Instant | null;
  readonly updatedAt: Instant | null;
}

/** A transfer in the answer to its creation, of which little is documented: only its id and state are sure. */
export type MonoCreatedTransfer = Omit<MonoTransfer, 'amount'> & {
  readonly amount: MonoMoney | null;
};

function readBatch(reader: JsonReader): MonoBatch {
  return {
    id: reader.text('id') as MonoBatchId,
    accountId: reader.optionalText('account_id') as MonoAccountId | null,
    state: reader.optionalText('state'),
    origin: reader.optionalText('origin'),
  };
}

interface BankAccount {
  readonly bankCode: string | null;
  readonly accountNumber: string | null;
  readonly accountType: string | null;
}

const noBankAccount: BankAccount = { bankCode: null, accountNumber: null, accountType: null };

function readPayee(reader: JsonReader): MonoPayee {
  const bankAccount = reader.optionalObject('bank_account', (account) => ({
    bankCode: account.optionalText('bank_code'),
    accountNumber: account.optionalText('number'),
    accountType: account.optionalText('type'),
  }));
  return {
    name: reader.optionalText('name'),
    documentType: reader.optionalText('document_type'),
    documentNumber: reader.optionalText('document_number'),
    email: reader.optionalText('email'),
    ...(bankAccount ?? noBankAccount),
  };
}

function readWithoutAmount(reader: JsonReader): Omit<MonoTransfer, 'amount'> {
  const batch = reader.optionalObject('batch', readBatch);
  const ownAccountId = reader.optionalText('account_id') as MonoAccountId | null;
  return {
    id: reader.text('id') as MonoTransferId,
    accountId: ownAccountId ?? batch?.accountId ?? null,
    batch,
    payee: reader.optionalObject('payee', readPayee),
    recipientHandle: reader.optionalText('recipient_handle'),
    reference: reader.optionalText('reference'),
    description: reader.optionalText('description'),
    externalId: reader.optionalText('external_id'),
    entityId: reader.optionalText('entity_id'),
    rail: reader.optionalText('rail'),
    routing: reader.optionalText('routing'),
    fallbackRouting: reader.optionalTexts('fallback_routing'),
    state: reader.text('state'),
    previousState: reader.optionalText('previous_state'),
    declinationReason: reader.optionalText('declination_reason'),
    fallbackReason: reader.optionalText('fallback_reason'),
    insertedAt: reader.optionalTime('inserted_at'),
    updatedAt: reader.optionalTime('updated_at'),
  };
}

/** Reads a listed transfer or the data of a transfer's webhook. */
export function parseMonoTransfer(value: unknown): Parsed<MonoTransfer> {
  return parseObject(value, (reader) => ({
    ...readWithoutAmount(reader),
    amount: reader.money('amount'),
  }));
}

/** Reads a transfer of the answer to a creation. */
export function parseMonoCreatedTransfer(value: unknown): Parsed<MonoCreatedTransfer> {
  return parseObject(value, (reader) => ({
    ...readWithoutAmount(reader),
    amount: reader.optionalMoney('amount'),
  }));
}

/** The id under which Mono knows the transfer as somebody's: `external_id` before `entity_id`. */
export function foreignIdOf(
  transfer: Pick<MonoTransfer, 'externalId' | 'entityId'>,
): string | null {
  return transfer.externalId ?? transfer.entityId;
}
