import { renderCsv } from './render-csv.ts';
import { renderHtml } from './render-html.ts';
import { renderJson } from './render-json.ts';
import { reportContent } from './report-content.ts';
import { digestOfReport } from './report-signer.ts';
import type { ReportSource } from './report.ts';

/** A report in its three forms, with the digest that is signed and chained. */
export interface Report {
  readonly json: string;
  readonly csv: string;
  readonly html: string;
  readonly digest: string;
}

/** Builds a report. A function of its source alone: recomputed later it has the same bytes. */
export function buildReport(source: ReportSource): Report {
  const content = reportContent(source);
  const json = renderJson(content);
  return { json, csv: renderCsv(content), html: renderHtml(content), digest: digestOfReport(json) };
}
