type Input = Record<string, unknown>;

/** An adjustment as a caller sends it. */
export const adjustmentInput = (changes: Input = {}): Input => ({
  author: 'María',
  reason: 'bank charge',
  postings: [
    { account: 'expenses:fees:ach', amount: '5000', currency: 'COP' },
    { account: 'liabilities:payouts', amount: -5000, currency: 'COP' },
  ],
  ...changes,
});
