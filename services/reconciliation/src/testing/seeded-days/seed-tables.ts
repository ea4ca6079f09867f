import { exampleTables, type Tables, type Tariff } from '@riel/books';

/** Midnight in Bogota at the beginning of this day brings another fee of turbo. */
export const TARIFF_CHANGES_ON = '2026-01-31';
export const TURBO_FEE_AFTER = 210_000n;
/** Mono's type of the credit by which a declined transfer comes back. */
export const RETURN_CREDIT = 'transfer_return';

/** The example tables with another turbo fee from a day on, and with declines that come back as credits if so asked. */
export function seedTables({ hasReturns }: { readonly hasReturns: boolean }): Tables {
  const changed = exampleTables.tariffs
    .filter((tariff) => tariff.rail === 'turbo')
    .map((tariff): Tariff => ({
      ...tariff,
      effectiveFrom: TARIFF_CHANGES_ON,
      components: tariff.components.map((one) =>
        one.kind === 'fee' ? { ...one, charge: { kind: 'fixed', amount: TURBO_FEE_AFTER } } : one,
      ),
    }));
  const tables = { ...exampleTables, tariffs: [...exampleTables.tariffs, ...changed] };
  if (!hasReturns) return tables;
  return {
    ...tables,
    monoAccounts: tables.monoAccounts.map((rules) => ({
      ...rules,
      returnOfDeclined: { origin: 'never-debited', destination: 'account-credited' },
      credits: [{ creditType: RETURN_CREDIT, thirdPartyId: null, account: 'receivable:returns' }],
    })),
  };
}
