import { requiredPatterns } from './account-codes.ts';
import { below, report, type Place } from './problems.ts';
import { readChoice, readMembers, readText } from './read-value.ts';
import { words } from './table-words.ts';
import type { ChartAccount } from './tables.ts';

/** Reads one account of the chart. */
export function parseAccount(value: unknown, place: Place): ChartAccount {
  const names = ['pattern', 'type', 'normalSide', 'puc', 'beancount', 'name'];
  const members = readMembers(value, place, names);
  const account: ChartAccount = {
    pattern: readText(members, 'pattern', words.pattern),
    type: readChoice(members, 'type', ['asset', 'liability', 'equity', 'income', 'expense']),
    normalSide: readChoice(members, 'normalSide', ['debit', 'credit']),
    puc: readText(members, 'puc', words.puc),
    beancount: readText(members, 'beancount', words.beancount),
    name: readText(members, 'name', words.sentence),
  };
  // Two accounts of the books must not fall together in an export.
  for (const parameter of ['<rail>', '<account>']) {
    if (account.pattern.includes(parameter) !== account.beancount.includes(parameter)) {
      report(below(place, 'beancount'), 'must have the same parameters as the pattern');
    }
  }
  return account;
}

/** Reports accounts that appear twice, and those that the rules need and the chart lacks. */
export function checkChart(accounts: readonly ChartAccount[], place: Place): void {
  const seen = new Set<string>();
  const exported = new Set<string>();
  for (const [index, { pattern, beancount }] of accounts.entries()) {
    if (seen.has(pattern)) report(below(below(place, index), 'pattern'), 'appears twice');
    if (exported.has(beancount)) report(below(below(place, index), 'beancount'), 'appears twice');
    seen.add(pattern);
    exported.add(beancount);
  }
  for (const pattern of requiredPatterns) {
    if (!seen.has(pattern)) report(place, `must have the account ${pattern}`);
  }
}
