/** A bank that transfers can go to. Which rails a bank takes is not told by Mono: `turbo` is ours. */
export interface Bank {
  readonly code: string;
  readonly id: string;
  readonly name: string;
  readonly accountTypes: readonly string[];
  readonly turbo: boolean;
}

const savings = 'savings_account';
const checking = 'checking_account';
const deposit = 'electronic_deposit';

type BankRow = readonly [
  code: string,
  name: string,
  accountTypes: readonly string[],
  turbo: boolean,
];

const bankOf = ([code, name, accountTypes, turbo]: BankRow): Bank => ({
  code,
  // A made-up id in Mono's form.
  id: `bank_${code.padStart(22, '0')}`,
  name,
  accountTypes,
  turbo,
});

const rows: readonly BankRow[] = [
  ['001', 'BANCO DE BOGOTA', [savings, checking], true],
  ['007', 'BANCOLOMBIA', [savings, checking], true],
  ['013', 'BBVA COLOMBIA', [savings, checking, deposit], false],
  ['051', 'BANCO DAVIVIENDA', [savings, checking], true],
  ['052', 'BANCO AV VILLAS', [savings, checking], true],
  ['286', 'JFK COOPERATIVA FINANCIERA', [savings], false],
  ['507', 'NEQUI', [savings, deposit], true],
  ['551', 'DAVIPLATA', [deposit], true],
];

/** Banks for transfers. Another code space than the one for PSE. */
export const transferBanks: ReadonlyMap<string, Bank> = new Map(
  rows.map((row) => [row[0], bankOf(row)]),
);

/** Banks for PSE: code and name only. */
export const pseBanks: readonly { readonly code: string; readonly name: string }[] = [
  { code: '1001', name: 'BANCO DE BOGOTA' },
  { code: '1007', name: 'BANCOLOMBIA' },
  { code: '1051', name: 'BANCO DAVIVIENDA' },
];
