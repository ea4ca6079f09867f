import { decimalAmount } from './decimal-amount.ts';
import { positionLines, type ExportFormat, type ExportHead } from './export-format.ts';

/** Accounts and commodities are open before anything is booked. */
const OPENED = '1970-01-01';

const quoted = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll(/\s+/g, ' ')}"`;

/** Name for an account that no tables know any more: its code in beancount's letters. */
const fallbackName = (code: string): string =>
  `Equity:Unknown:${code
    .split(':')
    .map((part) => {
      const word = part.replaceAll(/[^A-Za-z0-9]/g, '-');
      return /^[a-z]/.test(word) ? word.charAt(0).toUpperCase() + word.slice(1) : `X${word}`;
    })
    .join(':')}`;

const remembered = new WeakMap<ExportHead, ReadonlyMap<string, string>>();

/** Beancount's name of each account code; two codes never share one. */
function namesOf(head: ExportHead): ReadonlyMap<string, string> {
  const known = remembered.get(head);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const { code, beancountName } of head.accounts) {
    if (names.has(code)) continue;
    const wanted = beancountName ?? fallbackName(code);
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
    names.set(code, name);
    taken.set(name, code);
  }
  remembered.set(head, names);
  return names;
}

/** A ledger of beancount; the ids of each entry are its metadata. */
export const beancountFormat: ExportFormat = {
  contentType: 'text/plain; charset=utf-8',
  fileName: 'journal.beancount',
  head(head) {
    const names = namesOf(head);
    const currencies = [...new Set(head.accounts.map(({ currency }) => currency))].toSorted();
    return [
      ...positionLines(head).map((line) => `; ${line}`),
      '',
      ...currencies.map((currency) => `option "operating_currency" ${quoted(currency)}`),
      ...currencies.map((currency) => `${OPENED} commodity ${currency}`),
      ...[...names].map(([code, name]) => `${OPENED} open ${name}\n  code: ${quoted(code)}`),
      '',
      '',
    ].join('\n');
  },
  entries(entries, head) {
    const names = namesOf(head);
    return entries
      .map(({ row, lines }) => {
        const metadata = [
          `event: ${quoted(row.event_name)}`,
          `event-id: ${quoted(row.event_id)}`,
          `chain: ${quoted(`${row.topic}/${row.partition}/${row.chain_number}/${row.entry_number}`)}`,
          `happened: ${row.fact_date}`,
        ];
        const postings = lines.map(
          ({ code, amount, currency }) =>
            `${names.get(code) ?? fallbackName(code)}  ${decimalAmount(amount, currency)} ${currency}`,
        );
        const body = [...metadata, ...postings].map((line) => `  ${line}`).join('\n');
        return `${row.booking_date} * ${quoted(row.kind)} ${quoted(row.subject_key)}\n${body}\n\n`;
      })
      .join('');
  },
};
