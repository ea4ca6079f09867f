import { decimalAmount } from './decimal-amount.ts';
import { positionLines, type ExportFormat } from './export-format.ts';

const typeLetters: Readonly<Record<string, string>> = {
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  revenue: 'R',
  expense: 'X',
};

/** Text for a comment or description: on one line, without what would end it. */
const plain = (text: string): string => text.replaceAll(/[\s;|,]+/g, ' ').trim();

/** A journal of hledger; the ids of each entry are tags. */
export const hledgerFormat: ExportFormat = {
  contentType: 'text/plain; charset=utf-8',
  fileName: 'journal.hledger',
  head(head) {
    const types = new Map(head.accounts.map(({ code, type }) => [code, type]));
    const accounts = [...types].map(([code, type]) => {
      const letter = typeLetters[type ?? ''];
      return letter === undefined ? `account ${code}` : `account ${code}  ; type: ${letter}`;
    });
    const comments = positionLines(head).map((line) => `; ${line}`);
    return `${[...comments, '', ...accounts, ''].join('\n')}\n`;
  },
  entries: (entries) =>
    entries
      .map(({ row, lines }) => {
        const tags = [
          `event:${row.event_name}`,
          `eventId:${row.event_id}`,
          `chain:${row.topic}/${row.partition}/${row.chain_number}/${row.entry_number}`,
          `happened:${row.fact_date}`,
        ];
        const postings = lines.map(
          ({ code, amount, currency }) =>
            `    ${code}  ${decimalAmount(amount, currency)} ${currency}`,
        );
        const title = `${row.booking_date} * ${row.kind} ${plain(row.subject_key)}`;
        return `${title}  ; ${tags.join(', ')}\n${postings.join('\n')}\n\n`;
      })
      .join(''),
};
