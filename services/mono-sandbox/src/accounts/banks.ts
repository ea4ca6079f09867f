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

const bank = (
  code: string,
  name: string,
  accountTypes: readonly string[],
  turbo: boolean,
): Bank => ({
  code,
  // A made-up id in Mono's form.
  id: `bank_${code.padStart(22, '0')}`,
  name,
  accountTypes,
  turbo,
});

/** Banks for transfers. Another code space than the one for PSE. */
export const transferBanks: ReadonlyMap<string, Bank> = new Map(
  [
    bank('001', 'BANCO DE BOGOTA', [savings, checking], true),
    bank('007', 'BANCOLOMBIA', [savings, checking], true),
    bank('013', 'BBVA COLOMBIA', [savings, checking, deposit], false),
    bank('051', 'BANCO DAVIVIENDA', [savings, checking], true),
    bank('052', 'BANCO AV VILLAS', [savings, checking], true),
    bank('286', 'JFK COOPERATIVA FINANCIERA', [savings], false),
    bank('507', 'NEQUI', [savings, deposit], true),
    bank('551', 'DAVIPLATA', [deposit], true),
  ].map((one) => [one.code, one]),
);

/** Banks for PSE: code and name only. */
export const pseBanks: readonly { readonly code: string; readonly name: string }[] = [
  { code: '1001', name: 'BANCO DE BOGOTA' },
  { code: '1007', name: 'BANCOLOMBIA' },
  { code: '1051', name: 'BANCO DAVIVIENDA' },
];
