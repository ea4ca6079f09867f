/** Mono accounts that the sandbox of a local stack has. They begin empty, as the ledger does. */
export const localMonoAccounts = [
  { id: 'acc_local_suppliers', name: 'Suppliers', number: '1000000001', availableMinorUnits: 0 },
  { id: 'acc_local_payroll', name: 'Payroll', number: '1000000002', availableMinorUnits: 0 },
] as const;

/** What each is credited with at the start, in centavos: 1,000 million pesos. */
export const openingCreditMinorUnits = 100_000_000_000;
