import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { parseReportCsv } from './parse-report-csv.ts';

const head = 'id,account_id,amount,transaction_at';
const line = 'tx_1,acc_1,1234.56,2026-03-10T12:00:00-05:00';

describe("Mono's exported report", () => {
  it('is read with columns in any order, quotes and empty lines', () => {
    const text = `\uFEFFrail,amount,id,account_id,transaction_at,type,currency\r\n,"1234.56",tx_1,acc_1,2026-03-10T12:00:00Z,"a ""b"", c",\r\n\r\nach,5,trn_1,acc_1,2026-03-10T12:00:00Z,,COP`;
    expect(parseReportCsv(text)).toEqual([
      {
        id: 'tx_1',
        monoAccountId: 'acc_1',
        amount: '123456',
        currency: 'COP',
        transactionAt: '2026-03-10T12:00:00Z',
        type: 'a "b", c',
      },
      {
        id: 'trn_1',
        monoAccountId: 'acc_1',
        amount: '500',
        currency: 'COP',
        transactionAt: '2026-03-10T12:00:00Z',
        rail: 'ach',
      },
    ]);
  });

  it.each([
    ['without lines', head, 'no lines'],
    ['without a column', `id,amount\n${line}`, 'account_id'],
    [
      'with an amount that is none',
      `${head}\ntx_1,acc_1,12x,2026-03-10T12:00:00Z`,
      'line 2: amount',
    ],
    [
      'with a time that is none',
      `${head}\n${line}\ntx_1,acc_1,12,yesterday`,
      'line 3: transaction_at',
    ],
    ['with an open quote', `${head}\n"${line}`, 'never closed'],
  ])('is refused %s', (_name, text, problem) => {
    expect(() => parseReportCsv(text)).toThrow(UsageError);
    expect(() => parseReportCsv(text)).toThrow(problem);
  });
});
