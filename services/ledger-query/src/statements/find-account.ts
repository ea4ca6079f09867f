import { sql, type Transaction } from '@riel/database';
import { problem } from '@riel/http';

/** A ledger account in one currency. */
export interface FoundAccount {
  readonly accountId: number;
  readonly code: string;
  readonly currency: string;
  readonly name: string | null;
  readonly normalSide: string | null;
  readonly monoAccountId: string | null;
}

/**
 * The account of a code, in the currency that is asked for or the only one that it has.
 *
 * @throws ProblemError `account-unknown`, `currency-needed`
 */
export async function findAccount(
  transaction: Transaction,
  code: string,
  currency: string | undefined,
): Promise<FoundAccount> {
  const { rows } = await sql<FoundAccount>`
    select account_id as "accountId", code, currency, name, normal_side as "normalSide",
      mono_account_id as "monoAccountId"
    from ledger.v_accounts
    where code = ${code} and (${currency ?? null}::text is null or currency = ${currency ?? null})
    order by currency`.execute(transaction);
  const [account] = rows;
  if (account === undefined) {
    throw problem({ status: 404, code: 'account-unknown', detail: 'No such account.' });
  }
  if (rows.length > 1) {
    const currencies = rows.map((row) => row.currency).join(', ');
    throw problem({
      status: 400,
      code: 'currency-needed',
      detail: 'The account has several currencies; a statement is of one.',
      errors: [
        { field: 'currency', in: 'query', code: 'required', message: `one of ${currencies}` },
      ],
    });
  }
  return account;
}
