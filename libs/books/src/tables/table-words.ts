import type { TextRule } from './read-value.ts';

/** Shapes of the texts in the tables. */
export const words = {
  sentence: { shape: /^.{1,2000}$/su, described: 'a text of 1 to 2,000 characters' },
  pattern: {
    shape: /^[a-z][a-z0-9-]*(:([a-z0-9][A-Za-z0-9_-]*|<rail>|<account>))*$/,
    described: 'an account code such as clearing:<rail>:<account>',
  },
  code: {
    shape: /^[a-z][a-z0-9-]*(:[A-Za-z0-9][A-Za-z0-9_-]*)*$/,
    described: 'an account code such as liabilities:payouts',
  },
  componentAccount: {
    shape: /^[a-z][a-z0-9-]*(:([A-Za-z0-9][A-Za-z0-9_-]*|<rail>))*$/,
    described: 'an account code, with <rail> where the actual rail goes',
  },
  puc: { shape: /^\d{4,10}$/, described: 'a PUC code of 4 to 10 digits' },
  beancount: {
    shape:
      /^(Assets|Liabilities|Equity|Income|Expenses)(:([A-Z0-9][A-Za-z0-9-]*|<rail>|<account>))+$/,
    described: 'a beancount account such as Assets:Mono:<account>',
  },
  rail: { shape: /^[a-z][a-z0-9_-]{0,31}$/, described: 'a rail such as turbo' },
  monoAccount: {
    shape: /^(\*|[A-Za-z0-9_-]{1,64})$/,
    described: 'a Mono account such as acc_1, or *',
  },
  date: { shape: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, described: 'a date YYYY-MM-DD' },
  currency: { shape: /^[A-Z]{3}$/, described: 'an ISO 4217 code' },
  componentName: { shape: /^[a-z][a-z0-9-]{0,31}$/, described: 'a name such as fee' },
  reason: { shape: /^.{1,200}$/u, described: 'a text of 1 to 200 characters' },
} as const satisfies Record<string, TextRule>;
