import { stringify } from 'csv-stringify/sync';
import { decimalAmount } from './decimal-amount.ts';
import type { ExportFormat, ExportHead } from './export-format.ts';

const columns = [
  'booking_date',
  'fact_date',
  'topic',
  'partition',
  'chain_number',
  'entry_number',
  'line',
  'kind',
  'account',
  'account_name',
  'puc_code',
  'currency',
  'debit',
  'credit',
  'event',
  'event_id',
  'subject',
  'reverses',
] as const;

// A cell that a spreadsheet would take for a formula gets a quote before it.
const options = { escape_formulas: true, record_delimiter: 'windows' } as const;

/** One line per posting (RFC 4180), amounts in major units on two sides. */
export const csvFormat: ExportFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  fileName: 'journal.csv',
  head: () => stringify([columns], options),
  entries(entries, head) {
    const accounts = detailsByAccount(head);
    const rows = entries.flatMap(({ row, lines }) =>
      lines.map(({ code, currency, amount }, line) => {
        const details = accounts.get(`${code} ${currency}`);
        const side = decimalAmount(amount < 0n ? -amount : amount, currency);
        return [
          row.booking_date,
          row.fact_date,
          row.topic,
          row.partition.toString(),
          row.chain_number.toString(),
          row.entry_number.toString(),
          line.toString(),
          row.kind,
          code,
          details?.name ?? '',
          details?.pucCode ?? '',
          currency,
          amount > 0n ? side : '',
          amount < 0n ? side : '',
          row.event_name,
          row.event_id,
          row.subject_key,
          row.reverses ?? '',
        ];
      }),
    );
    return stringify(rows, options);
  },
};

const remembered = new WeakMap<ExportHead, Map<string, ExportHead['accounts'][number]>>();

function detailsByAccount(head: ExportHead): Map<string, ExportHead['accounts'][number]> {
  const known = remembered.get(head);
  if (known !== undefined) return known;
  const accounts = new Map(head.accounts.map((one) => [`${one.code} ${one.currency}`, one]));
  remembered.set(head, accounts);
  return accounts;
}
