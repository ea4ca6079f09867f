import { defineEntity, p, sql, type Database, type Executor } from '@riel/database';
import type { BankListPublished, Instant } from '@riel/schemas';
import type { BankList } from './bank-list.ts';

interface StoredBank {
  readonly code: string;
  readonly supportedAccountTypes: readonly string[];
}

/** The newest bank list of each kind; kinds are separate code spaces. */
export const StoredBankList = defineEntity({
  name: 'StoredBankList',
  tableName: 'bank_lists',
  schema: 'command',
  properties: {
    kind: p.text().primary(),
    occurredAt: p.bigint().fieldName('occurred_at'),
    banks: p.json<readonly StoredBank[]>(),
  },
});

/** Keeps a published list unless a newer one is kept already. */
export async function storeBankList(executor: Executor, list: BankListPublished): Promise<void> {
  const banks = list.banks.map(({ code, supportedAccountTypes }) => ({
    code,
    supportedAccountTypes,
  }));
  await sql`
    insert into command.bank_lists (kind, occurred_at, banks)
    values (${list.kind}, ${BigInt(list.occurredAt)},
            ${JSON.stringify(banks)}::jsonb)
        on conflict (kind) do update
       set occurred_at = excluded.occurred_at, banks = excluded.banks
     where bank_lists.occurred_at < excluded.occurred_at
  `.execute(executor);
}

/** The list of banks for transfers, or null if none was ever published. */
export async function loadBankList(database: Database): Promise<BankList | null> {
  const stored = await database.orm.em.fork().findOne(StoredBankList, { kind: 'transfers' });
  if (stored === null) return null;
  const occurredAt = Number(stored.occurredAt) as Instant;
  const accountTypesByCode = new Map(
    stored.banks.map((bank) => [bank.code, bank.supportedAccountTypes]),
  );
  return { occurredAt, accountTypesByCode };
}
