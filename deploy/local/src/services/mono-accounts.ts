/** Mono accounts that the sandbox of a local stack has. They begin empty, as the ledger does. */
export const localMonoAccounts = [
  {
    id: 'acc_localsuppliers00000000',
    name: 'Suppliers',
    number: '1000000001',
    availableMinorUnits: 0,
  },
  {
    id: 'acc_localpayroll0000000000',
    name: 'Payroll',
    number: '1000000002',
    availableMinorUnits: 0,
  },
] as const;

/** What each is credited with at the start, in centavos: 1,000 million pesos. */
export const openingCreditMinorUnits = 100_000_000_000;
