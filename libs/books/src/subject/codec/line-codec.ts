import {
  cashAccount,
  clearingAccount,
  COLLECTIONS,
  PAYOUTS,
  SUSPENSE_CREDITS,
  SUSPENSE_UNMATCHED,
} from '../../tables/account-codes.ts';
import type { Line, Part } from '../subject.ts';
import { remember } from '../../remember.ts';
import type { Context } from './context.ts';
import { amountAt, amountJson, numberAt, textAt, wordAt, type Json } from './json.ts';
import { usualAccounts } from './valuation-codec.ts';

const parts: readonly Part[] = [
  'counter',
  'clearing',
  'cash',
  'amount',
  'unmatched',
  'tariff',
  'double',
  'return',
];

/** Where lines usually stand, given what the subject's parts share and the rail that is valued. */
export function lineAccounts(context: Context, valuedRail: string): readonly string[] {
  return accountsByPlace(`${context.monoAccountId} ${context.rail} ${valuedRail}`);
}

const REMEMBERED_PLACES_MAX = 10_000;

const accountsByPlace = remember(REMEMBERED_PLACES_MAX, (place): readonly string[] => {
  const [monoAccountId = '', rail = '', valuedRail = ''] = place.split(' ');
  return [
    PAYOUTS,
    cashAccount(monoAccountId),
    clearingAccount(rail === '' ? null : rail, monoAccountId),
    ...usualAccounts(valuedRail),
    COLLECTIONS,
    SUSPENSE_CREDITS,
    SUSPENSE_UNMATCHED,
  ];
});

const ACCOUNT_NUMBERS = 10;

/** Two elements per line: what and where in one number (or `[part, account, currency]`), amount. */
export function encodeLines(
  lines: readonly Line[],
  accounts: readonly string[],
  currency: string,
): Json[] {
  const flat: Json[] = [];
  for (const line of lines) {
    const part = parts.indexOf(line.part);
    const account = accounts.indexOf(line.account);
    const isUsual = account >= 0 && line.currency === currency;
    flat.push(isUsual ? part * ACCOUNT_NUMBERS + account : [part, line.account, line.currency]);
    flat.push(amountJson(line.amount));
  }
  return flat;
}

/** Undoes `encodeLines`. */
export function decodeLines(
  flat: readonly Json[],
  accounts: readonly string[],
  currency: string,
): readonly Line[] {
  const lines: Line[] = [];
  for (let index = 0; index < flat.length; index += 2) {
    const amount = amountAt(flat, index + 1);
    const place = flat[index];
    if (Array.isArray(place)) {
      const [part, account] = [wordAt(parts, numberAt(place, 0)), textAt(place, 1)];
      lines.push({ part, account, amount, currency: textAt(place, 2) });
      continue;
    }
    const number = numberAt(flat, index);
    const part = wordAt(parts, Math.floor(number / ACCOUNT_NUMBERS));
    lines.push({ part, account: wordAt(accounts, number % ACCOUNT_NUMBERS), amount, currency });
  }
  return lines;
}
