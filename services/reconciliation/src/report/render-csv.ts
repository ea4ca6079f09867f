import type { ReportContent } from './report-content.ts';

const headings = [
  'drift_id',
  'kind',
  'subject',
  'mono_transfer_id',
  'amount_minor_units',
  'currency',
  'first_found_at',
  'age_days',
  'accepted',
  'healing',
  'explanation',
  'evidence',
];

/** A cell: quoted where it must be, and never read as a formula by a spreadsheet. */
function cell(value: string | number | bigint | boolean | null): string {
  if (value === null) return '';
  const text = String(value);
  const isText = typeof value === 'string';
  const safe = isText && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of drift as CSV (RFC 4180). */
export function renderCsv({ drift }: ReportContent): string {
  const rows = drift.map((one) => [
    one.driftId,
    one.kind,
    one.subject,
    one.monoTransferId,
    one.amount,
    one.currency,
    one.firstFoundAt,
    one.ageDays,
    one.isAccepted,
    one.healing,
    one.explanation,
    evidenceText(one.evidence),
  ]);
  return [headings, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Evidence on one line; amounts are digits. */
export function evidenceText(evidence: unknown): string {
  return JSON.stringify(evidence, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
