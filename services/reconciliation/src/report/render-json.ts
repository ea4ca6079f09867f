import type { ReportContent } from './report-content.ts';

/** The report as JSON with a newline at its end; amounts are digits. */
export function renderJson(content: ReportContent): string {
  const text = JSON.stringify(
    content,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
  return `${text}\n`;
}
