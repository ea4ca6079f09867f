import { roundings } from '@riel/money';
import { accountDetails } from './account-details.ts';
import { isReservedCode } from './account-codes.ts';
import { below, report, type Place } from './problems.ts';
import {
  readChoice,
  readList,
  readMembers,
  readText,
  readWhole,
  type Members,
} from './read-value.ts';
import { words } from './table-words.ts';
import type { Charge, Refund, Tables, Tariff, TariffComponent } from './tables.ts';

const refunds: readonly [Refund, ...Refund[]] = ['kept', 'refunded', 'receivable'];

/** Reads one tariff. */
export function parseTariff(value: unknown, place: Place): Tariff {
  const names = ['monoAccount', 'rail', 'effectiveFrom', 'currency', 'components'];
  const members = readMembers(value, place, names);
  const tariff: Tariff = {
    monoAccount: readText(members, 'monoAccount', words.monoAccount),
    rail: readText(members, 'rail', words.rail),
    effectiveFrom: readText(members, 'effectiveFrom', words.date),
    currency: readText(members, 'currency', words.currency),
    components: readList(members, 'components', parseComponent),
  };
  checkBases(tariff.components, below(place, 'components'));
  return tariff;
}

function parseComponent(value: unknown, place: Place): TariffComponent {
  const names = ['name', 'kind', 'charge', 'rounding', 'account', 'debited', 'treatment', 'refund'];
  const members = readMembers(value, place, names);
  const refund = readMembers(members.values['refund'] ?? {}, below(place, 'refund'), [
    'declinedAtOrigin',
    'declinedAtDestination',
    'reversed',
  ]);
  return {
    name: readText(members, 'name', words.componentName),
    kind: readChoice(members, 'kind', ['fee', 'iva', 'gmf', 'other']),
    charge: parseCharge(members),
    rounding: readChoice(members, 'rounding', roundings),
    account: readText(members, 'account', words.componentAccount),
    debited: readChoice(members, 'debited', ['at-once', 'by-invoice']),
    treatment: readChoice(members, 'treatment', ['cost', 'deductible-pending-invoice']),
    refund: {
      declinedAtOrigin: readChoice(refund, 'declinedAtOrigin', refunds),
      declinedAtDestination: readChoice(refund, 'declinedAtDestination', refunds),
      reversed: readChoice(refund, 'reversed', refunds),
    },
  };
}

function parseCharge(component: Members): Charge {
  const value = component.values['charge'];
  const place = below(component.place, 'charge');
  const isRate = typeof value === 'object' && value !== null && 'of' in value;
  const names = isRate ? ['kind', 'of', 'numerator', 'denominator'] : ['kind', 'amount'];
  const members = readMembers(value ?? {}, place, names);
  if (!isRate) {
    readChoice(members, 'kind', ['fixed']);
    return { kind: 'fixed', amount: readWhole(members, 'amount') };
  }
  readChoice(members, 'kind', ['rate']);
  const numerator = readWhole(members, 'numerator');
  const denominator = readWhole(members, 'denominator');
  const of = readList(members, 'of', (name, at) => {
    if (typeof name === 'string') return name;
    report(at, 'must be amount or the name of a component');
    return '';
  });
  if (denominator === 0n) report(below(place, 'denominator'), 'must be above zero');
  else if (numerator > denominator) report(below(place, 'numerator'), 'must not exceed the whole');
  return { kind: 'rate', of, numerator, denominator: denominator === 0n ? 1n : denominator };
}

/** A base must be the amount or a component that stands before. */
function checkBases(components: readonly TariffComponent[], place: Place): void {
  const known = new Set(['amount']);
  for (const [index, { name, charge }] of components.entries()) {
    const at = below(place, index);
    if (charge.kind === 'rate') {
      const of = below(below(at, 'charge'), 'of');
      if (charge.of.length === 0) report(of, 'must name a base');
      for (const [number, base] of charge.of.entries()) {
        if (!known.has(base)) report(below(of, number), 'must be amount or an earlier component');
      }
    }
    if (known.has(name)) report(below(at, 'name'), 'is taken');
    known.add(name);
  }
}

/** Reports rails and accounts that the rest of the tables lacks, and versions that collide. */
export function checkTariffs(tables: Tables, place: Place): void {
  const versions = new Set<string>();
  for (const [index, tariff] of tables.tariffs.entries()) {
    const at = below(place, index);
    if (!tables.rails.includes(tariff.rail)) report(below(at, 'rail'), 'must be one of the rails');
    const version = `${tariff.monoAccount} ${tariff.rail} ${tariff.effectiveFrom}`;
    if (versions.has(version)) report(below(at, 'effectiveFrom'), 'appears twice');
    versions.add(version);
    for (const [number, component] of tariff.components.entries()) {
      const field = below(below(below(at, 'components'), number), 'account');
      checkComponentAccount(tables, component, { rail: tariff.rail, field });
    }
  }
}

function checkComponentAccount(
  tables: Tables,
  component: TariffComponent,
  { rail, field }: { readonly rail: string; readonly field: Place },
): void {
  const code = component.account.replace('<rail>', rail);
  const details = accountDetails(tables, code);
  if (details === null) return report(field, 'must be an account of the chart');
  if (isReservedCode(code)) return report(field, 'must be neither clearing nor assets:mono');
  if (component.treatment === 'cost' && details.type !== 'expense') {
    return report(field, 'must be an expense for a cost');
  }
  if (component.treatment !== 'cost' && details.type === 'expense') {
    return report(field, 'must be no expense for what is deductible');
  }
}
