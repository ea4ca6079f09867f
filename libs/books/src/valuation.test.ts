import { describe, expect, it } from 'vitest';
import { exampleTables } from './tables/example-tables.ts';
import type { Tables, Tariff, TariffComponent } from './tables/tables.ts';
import { minute } from './testing/events.ts';
import { tablesWith } from './testing/tables.ts';
import { chargesOf, valuationOf, type TariffOutcome, type ValuedComponent } from './valuation.ts';

function priced(
  rail: string,
  amount: bigint,
  tables: Tables = exampleTables,
): readonly ValuedComponent[] {
  const question = { monoAccountId: 'acc_1', rail, amount, currency: 'COP', at: minute(0) };
  const valuation = valuationOf(tables, question);
  if (valuation.kind !== 'valued') throw new Error(valuation.kind);
  return valuation.components;
}

function amountsOf(components: readonly ValuedComponent[]): Readonly<Record<string, bigint>> {
  return Object.fromEntries(components.map(({ name, amount }) => [name, amount]));
}

function cashOf(components: readonly ValuedComponent[], outcome: TariffOutcome): bigint {
  const charges = chargesOf(components, outcome, 'acc_1');
  expect(charges.reduce((sum, charge) => sum + charge.amount, 0n)).toBe(0n);
  return charges.find(({ account }) => account === 'assets:mono:acc_1')?.amount ?? 0n;
}

// Worked by hand, in centavos. Every component is rounded on its own, a half upwards:
//   IVA = 19 % of the fee; GMF = 0.4 % of the amount; GMF on charges = 0.4 % of (fee + IVA).
//   turbo 1,000,000.00: 361.00; 4,000.00; 2,261.00 x 0.4 % = 9.044 -> 9.04
//   ach 1,234,567.89: 180.50; 4,938.27156 -> 4,938.27; 1,130.50 x 0.4 % = 4.522 -> 4.52
//   breb 999.99: 152.00; 3.99996 -> 4.00; 952.00 x 0.4 % = 3.808 -> 3.81
//   transfiya 1.25: 285.00; 0.005 -> 0.01; 1,785.00 x 0.4 % = 7.14
//   turbo 1.24: 0.00496 -> 0.00
//   ach 3.75: 0.015 -> 0.02
//   turbo 11,552,000.00: 46,208.00
const byHand: readonly (readonly [string, bigint, bigint, bigint, bigint, bigint])[] = [
  ['turbo', 100_000_000n, 190_000n, 36_100n, 400_000n, 904n],
  ['ach', 123_456_789n, 95_000n, 18_050n, 493_827n, 452n],
  ['breb', 99_999n, 80_000n, 15_200n, 400n, 381n],
  ['transfiya', 125n, 150_000n, 28_500n, 1n, 714n],
  ['turbo', 124n, 190_000n, 36_100n, 0n, 904n],
  ['ach', 375n, 95_000n, 18_050n, 2n, 452n],
  ['turbo', 1_155_200_000n, 190_000n, 36_100n, 4_620_800n, 904n],
];

describe('the example tariff', () => {
  it.each(byHand)('%s of %i centavos: fee %i, IVA %i, GMF %i, GMF on charges %i', (...row) => {
    const [rail, amount, fee, iva, gmf, onCharges] = row;
    const components = priced(rail, amount);
    const expected = { fee, iva, ...(gmf === 0n ? {} : { gmf }), 'gmf-on-charges': onCharges };
    expect(amountsOf(components)).toEqual(expected);
    expect(cashOf(components, 'settled')).toBe(-(fee + iva + gmf + onCharges));
    expect(cashOf(components, 'declined-at-origin')).toBe(0n);
    expect(cashOf(components, 'declined-at-destination')).toBe(-(fee + iva + onCharges));
    // The GMF of the amount is out of the account and owed back.
    expect(cashOf(components, 'reversed')).toBe(-(fee + iva + gmf + onCharges));
  });

  it('PSE brings money in, so no GMF falls on its amount', () => {
    // 228.00; 1,428.00 x 0.4 % = 5.712 -> 5.71
    expect(amountsOf(priced('pse', 123_456_789n))).toEqual({
      fee: 120_000n,
      iva: 22_800n,
      'gmf-on-charges': 571n,
    });
  });

  it('a GMF-exempt Mono account pays none', () => {
    const components = priced('turbo', 100_000_000n, tablesWith({ gmfExempt: true }));
    expect(amountsOf(components)).toEqual({ fee: 190_000n, iva: 36_100n });
  });
});

describe('a reversal', () => {
  it('books the GMF to be refunded as a receivable', () => {
    expect(chargesOf(priced('turbo', 100_000_000n), 'reversed', 'acc_1')).toEqual([
      { account: 'expenses:fees:turbo', amount: 190_000n },
      { account: 'taxes:iva:turbo', amount: 36_100n },
      { account: 'receivable:refunds', amount: 400_000n },
      { account: 'taxes:gmf', amount: 904n },
      { account: 'assets:mono:acc_1', amount: -627_004n },
    ]);
  });
});

describe('another tariff', () => {
  const turbo = exampleTables.tariffs.find((tariff) => tariff.rail === 'turbo')!;

  function withTariffs(...tariffs: readonly Tariff[]): Tables {
    return { ...exampleTables, tariffs };
  }

  function changed(change: (component: TariffComponent) => TariffComponent): Tariff {
    return { ...turbo, components: turbo.components.map(change) };
  }

  it('by invoice: fee and IVA are owed, and no GMF falls on what is not debited', () => {
    const invoiced = changed((component) =>
      component.kind === 'gmf' ? component : { ...component, debited: 'by-invoice' },
    );
    const components = priced('turbo', 100_000_000n, withTariffs(invoiced));
    expect(chargesOf(components, 'settled', 'acc_1')).toEqual([
      { account: 'expenses:fees:turbo', amount: 190_000n },
      { account: 'taxes:iva:turbo', amount: 36_100n },
      { account: 'taxes:gmf', amount: 400_000n },
      { account: 'liabilities:fees-payable', amount: -226_100n },
      { account: 'assets:mono:acc_1', amount: -400_000n },
    ]);
  });

  it('deductible IVA goes to the account that its component names', () => {
    const deductible = changed((component) =>
      component.name === 'iva' ? { ...component, account: 'receivable:iva:<rail>' } : component,
    );
    const components = priced('turbo', 100n, withTariffs(deductible));
    expect(components[1]?.account).toBe('receivable:iva:turbo');
  });

  it.each([
    ['half-up', 1n],
    ['half-even', 0n],
    ['down', 0n],
    ['up', 1n],
  ] as const)('rounds 0.5 centavos %s to %i', (rounding, gmf) => {
    const rounded = changed((component) => ({ ...component, rounding }));
    const components = priced('turbo', 125n, withTariffs(rounded));
    expect(amountsOf(components)['gmf'] ?? 0n).toBe(gmf);
  });

  it('is in force from its first day in Bogota, and an own one goes before that of all', () => {
    const cheap = changed((component) =>
      component.name === 'fee'
        ? { ...component, charge: { kind: 'fixed', amount: 1n } }
        : component,
    );
    const later = { ...cheap, effectiveFrom: '2026-10-06' };
    const own = { ...turbo, monoAccount: 'acc_2', effectiveFrom: '2020-01-01' };
    const tables = withTariffs(turbo, later, own);
    const feeAt = (at: number, monoAccountId = 'acc_1'): bigint | undefined => {
      const question = { monoAccountId, rail: 'turbo', amount: 100n, currency: 'COP', at };
      const valuation = valuationOf(tables, question);
      return valuation.kind === 'valued' ? valuation.components[0]?.amount : undefined;
    };
    expect(feeAt(minute(14 * 60 - 1))).toBe(190_000n);
    expect(feeAt(minute(14 * 60))).toBe(1n);
    expect(feeAt(minute(14 * 60), 'acc_2')).toBe(190_000n);
    expect(feeAt(0)).toBe(undefined);
  });

  it('the largest amount is valued, and one beyond all money has no rate', () => {
    const largest = 9_223_372_036_854_775_807n;
    expect(amountsOf(priced('turbo', largest))['gmf']).toBe(36_893_488_147_419_103n);
    expect(amountsOf(priced('turbo', largest + 1n))['gmf']).toBe(undefined);
  });
});
