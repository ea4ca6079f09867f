import { accountDetails } from '@riel/books';
import type { Tables } from '@riel/books';
import type { AccountName } from './accounts.ts';

/** An account with what the chart says of it; nulls for an account that the chart does not know. */
export interface AccountRow extends AccountName {
  readonly name: string | null;
  readonly type: string | null;
  readonly normalSide: string | null;
  readonly pucCode: string | null;
  readonly beancountName: string | null;
  readonly monoAccountId: string | null;
  readonly rail: string | null;
  /** Marker of the tables that said so. */
  readonly tablesNumber: number;
}

/** Describes an account by the tables of a marker. */
export const accountRow = (
  { account, currency }: AccountName,
  { number, tables }: { readonly number: number; readonly tables: Tables },
): AccountRow => {
  const details = accountDetails(tables, account);
  return {
    account,
    currency,
    name: details?.name ?? null,
    type: details?.type ?? null,
    normalSide: details?.normalSide ?? null,
    pucCode: details?.puc ?? null,
    beancountName: details?.beancount ?? null,
    monoAccountId: details?.monoAccountId ?? null,
    rail: details?.rail ?? null,
    tablesNumber: number,
  };
};
