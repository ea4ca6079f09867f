type Input = Record<string, unknown>;

/** A payer as a caller sends it; the values are recognisable, so that leaks can be searched for. */
export const payerInput = (changes: Input = {}): Input => ({
  name: 'Canaria Pagadora',
  documentType: 'CC',
  documentNumber: '1099711789',
  email: 'canaria@example.com',
  ...changes,
});

/** A link command as a caller sends it. */
export const linkInput = (changes: Input = {}): Input => ({
  monoAccountId: 'acc_5tgliBmzjZ6mpQPRbQjfKj',
  amount: '12345600',
  currency: 'COP',
  payer: payerInput(),
  ...changes,
});
