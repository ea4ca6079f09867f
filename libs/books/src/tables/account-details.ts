import { isSegment } from './account-codes.ts';
import type { AccountType, ChartAccount, Tables } from './tables.ts';

/** What the chart says of one account. */
export interface AccountDetails {
  readonly code: string;
  readonly pattern: string;
  readonly type: AccountType;
  readonly normalSide: 'debit' | 'credit';
  readonly puc: string;
  /** Name in beancount, parameters filled in. */
  readonly beancount: string;
  readonly name: string;
  /** Rail in the code; null if it has none. */
  readonly rail: string | null;
  /** Mono account in the code; null if it has none. */
  readonly monoAccountId: string | null;
}

/** Codes come from callers too, so what is remembered has a limit. */
const REMEMBERED_CODES_MAX = 10_000;

interface Chart {
  readonly patterns: readonly { readonly account: ChartAccount; readonly segments: string[] }[];
  readonly found: Map<string, AccountDetails | null>;
}

const charts = new WeakMap<Tables, Chart>();

/** Details of an account by its code; null if the chart of accounts has no such account. */
export function accountDetails(tables: Tables, code: string): AccountDetails | null {
  const chart = chartOf(tables);
  const known = chart.found.get(code);
  if (known !== undefined) return known;
  if (chart.found.size >= REMEMBERED_CODES_MAX) chart.found.clear();
  const details = find(chart, code);
  chart.found.set(code, details);
  return details;
}

function chartOf(tables: Tables): Chart {
  const known = charts.get(tables);
  if (known !== undefined) return known;
  const patterns = tables.accounts
    .map((account) => ({ account, segments: account.pattern.split(':') }))
    // The pattern with fewer parameters says more, so it is tried first.
    .toSorted((one, other) => parametersIn(one.segments) - parametersIn(other.segments));
  const chart: Chart = { patterns, found: new Map() };
  charts.set(tables, chart);
  return chart;
}

function parametersIn(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith('<')).length;
}

function find(chart: Chart, code: string): AccountDetails | null {
  const parts = code.split(':');
  for (const { account, segments } of chart.patterns) {
    if (!fits(segments, parts)) continue;
    const rail = parameter('<rail>', segments, parts);
    const monoAccountId = parameter('<account>', segments, parts);
    const beancount = account.beancount
      .replaceAll('<rail>', beancountWord(rail ?? ''))
      .replaceAll('<account>', beancountWord(monoAccountId ?? ''));
    const { pattern, type, normalSide, puc, name } = account;
    return { code, pattern, type, normalSide, puc, beancount, name, rail, monoAccountId };
  }
  return null;
}

function fits(segments: readonly string[], parts: readonly string[]): boolean {
  if (segments.length !== parts.length) return false;
  return segments.every((segment, index) => {
    const part = parts[index] ?? '';
    return segment.startsWith('<') ? isSegment(part) : segment === part;
  });
}

function parameter(
  name: string,
  segments: readonly string[],
  parts: readonly string[],
): string | null {
  const index = segments.indexOf(name);
  return index < 0 ? null : (parts[index] ?? null);
}

/** Beancount takes letters, digits and dashes, and no small letter first. */
function beancountWord(text: string): string {
  const word = text.replaceAll('_', '-');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
