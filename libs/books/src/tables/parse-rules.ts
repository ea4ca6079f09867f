import { accountDetails } from './account-details.ts';
import { isReservedCode } from './account-codes.ts';
import { below, report, type Place } from './problems.ts';
import {
  readBoolean,
  readChoice,
  readList,
  readMembers,
  readText,
  readTextOrNull,
  type Members,
} from './read-value.ts';
import { words } from './table-words.ts';
import type { CreditRule, MonoAccountRules, ReturnOfDeclined, Tables } from './tables.ts';

const returns: readonly [ReturnOfDeclined, ...ReturnOfDeclined[]] = [
  'never-debited',
  'account-credited',
];

/** Reads the rules of one Mono account. */
export function parseRules(value: unknown, place: Place): MonoAccountRules {
  const members = readMembers(value, place, [
    'monoAccount',
    'debitedAt',
    'returnOfDeclined',
    'declinationReasons',
    'dashboardCounterAccount',
    'gmfExempt',
    'credits',
  ]);
  const declined = readMembers(
    members.values['returnOfDeclined'] ?? {},
    below(place, 'returnOfDeclined'),
    ['origin', 'destination'],
  );
  return {
    monoAccount: readText(members, 'monoAccount', words.monoAccount),
    debitedAt: readChoice(members, 'debitedAt', ['settlement', 'acceptance']),
    returnOfDeclined: {
      origin: readChoice(declined, 'origin', returns),
      destination: readChoice(declined, 'destination', returns),
    },
    declinationReasons: parseReasons(members),
    dashboardCounterAccount: readTextOrNull(members, 'dashboardCounterAccount', words.code),
    gmfExempt: readBoolean(members, 'gmfExempt'),
    credits: readList(members, 'credits', parseCreditRule),
  };
}

function parseReasons(members: Members): Readonly<Record<string, 'origin' | 'destination'>> {
  const value = members.values['declinationReasons'] ?? {};
  const place = below(members.place, 'declinationReasons');
  if (typeof value !== 'object' || Array.isArray(value)) {
    report(place, 'must be an object');
    return {};
  }
  const reasons: [string, 'origin' | 'destination'][] = [];
  for (const [reason, side] of Object.entries(value)) {
    if (!words.reason.shape.test(reason)) report(below(place, reason), 'is no reason');
    if (side === 'origin' || side === 'destination') reasons.push([reason, side]);
    else report(below(place, reason), 'must be one of: origin, destination');
  }
  return Object.fromEntries(reasons);
}

function parseCreditRule(value: unknown, place: Place): CreditRule {
  const members = readMembers(value, place, ['creditType', 'thirdPartyId', 'account']);
  return {
    creditType: readTextOrNull(members, 'creditType', words.reason),
    thirdPartyId: readTextOrNull(members, 'thirdPartyId', words.reason),
    account: readText(members, 'account', words.code),
  };
}

/** Reports Mono accounts that appear twice and counter accounts that nobody may name. */
export function checkRules(tables: Tables, place: Place): void {
  const seen = new Set<string>();
  for (const [index, rules] of tables.monoAccounts.entries()) {
    const at = below(place, index);
    if (seen.has(rules.monoAccount)) report(below(at, 'monoAccount'), 'appears twice');
    seen.add(rules.monoAccount);
    if (rules.dashboardCounterAccount !== null) {
      const field = below(at, 'dashboardCounterAccount');
      checkCounterAccount(tables, rules.dashboardCounterAccount, field);
    }
    for (const [number, credit] of rules.credits.entries()) {
      const field = below(below(below(at, 'credits'), number), 'account');
      checkCounterAccount(tables, credit.account, field);
    }
  }
}

function checkCounterAccount(tables: Tables, code: string, field: Place): void {
  if (accountDetails(tables, code) === null) report(field, 'must be an account of the chart');
  else if (isReservedCode(code)) report(field, 'must be neither clearing nor assets:mono');
}
