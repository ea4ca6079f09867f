import { describe, expect, it } from 'vitest';
import { accountDetails } from './account-details.ts';
import { exampleTables } from './example-tables.ts';

describe('details of an account', () => {
  it('come from the pattern that says most', () => {
    expect(accountDetails(exampleTables, 'clearing:ach:acc_1')).toMatchObject({
      pattern: 'clearing:<rail>:<account>',
      type: 'liability',
      rail: 'ach',
      monoAccountId: 'acc_1',
      beancount: 'Liabilities:Clearing:Ach:Acc-1',
    });
    expect(accountDetails(exampleTables, 'clearing:unrouted:acc_1')).toMatchObject({
      pattern: 'clearing:unrouted:<account>',
      rail: null,
      monoAccountId: 'acc_1',
    });
    expect(accountDetails(exampleTables, 'taxes:gmf')).toMatchObject({ puc: '511595', rail: null });
  });

  it.each([
    '',
    'clearing',
    'clearing:ach',
    'clearing:ach:acc_1:x',
    'clearing::acc_1',
    'a b',
    '<rail>',
  ])('are null for %j, which the chart does not have', (code) => {
    expect(accountDetails(exampleTables, code)).toBe(null);
    expect(accountDetails(exampleTables, code)).toBe(null);
  });
});
