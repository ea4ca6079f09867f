import { checkChart, parseAccount } from './parse-accounts.ts';
import { checkRules, parseRules } from './parse-rules.ts';
import { checkTariffs, parseTariff } from './parse-tariffs.ts';
import { below, report, type Place, type Problem } from './problems.ts';
import { readList, readMembers, readTextOrNull } from './read-value.ts';
import { words } from './table-words.ts';
import type { Tables } from './tables.ts';

/** Outcome of reading tables. */
export type ParsedTables =
  | { readonly kind: 'ok'; readonly tables: Tables }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Reads tables from parsed JSON. Amounts and rates are digit strings. Every problem is reported
 * with a JSON pointer to the field.
 */
export function parseTables(value: unknown): ParsedTables {
  const place: Place = { path: '', problems: [] };
  const names = ['notice', 'accounts', 'rails', 'monoAccounts', 'tariffs'];
  const members = readMembers(value, place, names);
  const tables: Tables = {
    notice: readTextOrNull(members, 'notice', words.sentence),
    accounts: readList(members, 'accounts', parseAccount),
    rails: readList(members, 'rails', parseRail),
    monoAccounts: readList(members, 'monoAccounts', parseRules),
    tariffs: readList(members, 'tariffs', parseTariff),
  };
  // What refers to other parts is checked once the parts are sound.
  if (place.problems.length === 0) {
    checkChart(tables.accounts, below(place, 'accounts'));
    checkRules(tables, below(place, 'monoAccounts'));
    checkTariffs(tables, below(place, 'tariffs'));
  }
  const { problems } = place;
  return problems.length === 0 ? { kind: 'ok', tables } : { kind: 'invalid', problems };
}

function parseRail(value: unknown, place: Place): string {
  if (typeof value === 'string' && words.rail.shape.test(value)) return value;
  report(place, `must be ${words.rail.described}`);
  return '';
}
