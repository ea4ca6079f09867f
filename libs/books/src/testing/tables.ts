import { exampleTables } from '../tables/example-tables.ts';
import type { MonoAccountRules, Tables } from '../tables/tables.ts';

/** The example tables with other rules for every Mono account. */
export function tablesWith(rules: Partial<MonoAccountRules>): Tables {
  const monoAccounts = exampleTables.monoAccounts.map((one) => ({ ...one, ...rules }));
  return { ...exampleTables, monoAccounts };
}

/** The example tables with another fixed fee of a rail, in minor units. */
export function tablesWithFee(rail: string, amount: bigint): Tables {
  const tariffs = exampleTables.tariffs.map((tariff) => {
    if (tariff.rail !== rail) return tariff;
    const components = tariff.components.map((component) =>
      component.name === 'fee'
        ? { ...component, charge: { kind: 'fixed' as const, amount } }
        : component,
    );
    return { ...tariff, components };
  });
  return { ...exampleTables, tariffs };
}
