import { parseDecimal } from '@riel/money';

import { UsageError } from '../errors.ts';

/** A line of the report as the service takes it. */
export interface ReportCsvLine {
  readonly id: string;
  readonly monoAccountId: string;
  /** Minor units, digits. */
  readonly amount: string;
  readonly currency: string;
  readonly transactionAt: string;
  readonly type?: string;
  readonly rail?: string;
}

const columns = ['id', 'account_id', 'amount', 'transaction_at'] as const;
const CURRENCY_DEFAULT = 'COP';

/** Reads the CSV. Throws UsageError naming the line, never its content. */
export function parseReportCsv(text: string): readonly ReportCsvLine[] {
  const rows = parseCsv(text.replace(/^\uFEFF/, '')).filter((row) =>
    row.some((cell) => cell !== ''),
  );
  const [head, ...body] = rows;
  if (head === undefined || body.length === 0) throw new UsageError('the report has no lines');
  const places = new Map(head.map((name, index) => [name.trim().toLowerCase(), index]));
  for (const name of columns) {
    if (!places.has(name)) throw new UsageError(`the report has no column ${name}`);
  }
  return body.map((row, index) => {
    const cell = (name: string): string => row[places.get(name) ?? -1]?.trim() ?? '';
    return lineOf(cell, index + 2);
  });
}

function lineOf(cell: (name: string) => string, lineNumber: number): ReportCsvLine {
  const currency = cell('currency') === '' ? CURRENCY_DEFAULT : cell('currency');
  const parsed = parseDecimal(cell('amount'), currency);
  if (parsed.kind === 'invalid') {
    throw new UsageError(`line ${lineNumber}: amount is ${parsed.reason}`);
  }
  if (Number.isNaN(Date.parse(cell('transaction_at')))) {
    throw new UsageError(`line ${lineNumber}: transaction_at is no time`);
  }
  const [type, rail] = [cell('type'), cell('rail')];
  return {
    id: cell('id'),
    monoAccountId: cell('account_id'),
    amount: parsed.money.minorUnits.toString(),
    currency,
    transactionAt: cell('transaction_at'),
    ...(type === '' ? {} : { type }),
    ...(rail === '' ? {} : { rail }),
  };
}

/** Splits CSV (RFC 4180) into rows of cells. Throws UsageError for a quote that is never closed. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\n') {
      row.push(cell);
      rows.push(row);
      row = [];
      cell = '';
    } else if (character !== '\r') cell += character;
  }
  if (isQuoted) throw new UsageError('the report has a quote that is never closed');
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
