import fc from 'fast-check';

type Input = Record<string, unknown>;

/** A payee as a caller sends it; the values are recognisable, so that leaks can be searched for. */
export const payeeInput = (changes: Input = {}): Input => ({
  name: 'Canaria Nombre',
  documentType: 'CC',
  documentNumber: '1099711789',
  bankCode: '007',
  accountNumber: '700123456789',
  accountType: 'savings_account',
  ...changes,
});

/** A transfer command as a caller sends it. */
export const transferInput = (changes: Input = {}): Input => ({
  monoAccountId: 'acc_5tgliBmzjZ6mpQPRbQjfKj',
  amount: '12345600',
  currency: 'COP',
  payee: payeeInput(),
  ...changes,
});

const letters = (text: string, size: { readonly minLength: number; readonly maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...text.split('')), ...size });

const freeText = fc
  .string({ unit: fc.constantFrom(...'abcñÑéüZ 09:,.-'.split('')), minLength: 1, maxLength: 30 })
  .filter((text) => text === text.trim() && text !== '');

const rail = fc.constantFrom('turbo', 'ach', 'transfiya', 'bre-b', 'another_rail');

/** Valid command inputs of every shape. */
export const transferInputs: fc.Arbitrary<Input> = fc.record(
  {
    monoAccountId: letters('abcXYZ012', { minLength: 1, maxLength: 22 }).map((id) => `acc_${id}`),
    amount: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
    currency: fc.constantFrom('COP', 'USD'),
    rail: fc.option(rail),
    fallbackRails: fc.option(fc.uniqueArray(rail, { maxLength: 3 })),
    counterAccount: fc.option(fc.constantFrom('liabilities:payouts', 'expenses:payroll')),
    notAfter: fc.option(fc.constantFrom('2031-01-01T00:00:00Z', '2031-01-01T00:00:00.000001Z')),
    metadata: fc.dictionary(letters('abC', { minLength: 1, maxLength: 4 }), freeText, {
      maxKeys: 3,
    }),
    payee: fc.record(
      {
        name: freeText,
        documentType: fc.constantFrom('CC', 'NIT', 'PP'),
        documentNumber: letters('0123456789', { minLength: 3, maxLength: 11 }),
        bankCode: fc.constantFrom('007', '051'),
        accountNumber: letters('0123456789', { minLength: 5, maxLength: 20 }),
        accountType: fc.constantFrom('savings_account', 'checking_account'),
        email: fc.constantFrom('alguien@example.com', 'otra@example.com'),
        reference: freeText,
        description: freeText,
      },
      {
        requiredKeys: [
          'name',
          'documentType',
          'documentNumber',
          'bankCode',
          'accountNumber',
          'accountType',
        ],
      },
    ),
  },
  { requiredKeys: ['monoAccountId', 'amount', 'currency', 'payee'] },
);
