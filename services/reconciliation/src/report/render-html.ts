import { amountText, escapeHtml, styles, table, timeText } from './html-parts.ts';
import type { ReportContent } from './report-content.ts';
import { evidenceText } from './render-csv.ts';

const BASIS_POINTS_PER_PERCENT = 100;

/** The report as one page that loads nothing: summary, drift by kind and age, the proof, the rows. */
export function renderHtml(content: ReportContent): string {
  const { window, monoAccountId } = content;
  const title = `Reconciliation of ${monoAccountId}, ${window.fromDate} to ${window.toDate}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${styles}
</style>
</head>
<body>
<main>
${summary(content)}
${kinds(content)}
${proof(content)}
${rows(content)}
</main>
${footer(content)}
</body>
</html>
`;
}

function summary(content: ReportContent): string {
  const { summary: sums, window, balance } = content;
  const isClean = sums.driftUnexplained === 0;
  const verdict = isClean
    ? 'No drift: books and Mono agree.'
    : `${sums.driftUnexplained} ${sums.driftUnexplained === 1 ? 'drift' : 'drifts'} to look at.`;
  const explained = sums.currencies.map(
    (one) =>
      `${(one.explainedBasisPoints / BASIS_POINTS_PER_PERCENT).toFixed(2)} % of ${one.currency}`,
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Transfers compared', String(sums.transfersCompared)],
    ['Payments compared', String(sums.paymentsCompared)],
    ['Amount explained', explained.length === 0 ? 'nothing to explain' : explained.join(', ')],
    ['Drift found', String(sums.driftFound)],
    ['Healed', `${sums.factsBooked} booked of ${sums.factsPublished} published`],
    ['In flight at the edge', String(sums.inFlight)],
    ['Oldest in flight', sums.oldestInFlightAt === null ? 'none' : timeText(sums.oldestInFlightAt)],
    [`Unexplained ${balance.currency}`, amountText(balance.difference)],
  ];
  return `<h1>Reconciliation</h1>
<p class="muted"><code>${escapeHtml(content.monoAccountId)}</code>, ${window.fromDate} to ${window.toDate}, judged at ${timeText(content.judgedAt)}</p>
<p id="verdict" class="${isClean ? 'good' : 'bad'}">${verdict}</p>
<dl class="facts" id="summary">
${facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('\n')}
</dl>`;
}

function kinds({ driftByKind }: ReportContent): string {
  const heading = '<h2>Drift by kind and age</h2>';
  if (driftByKind.length === 0) return `${heading}\n<p class="muted">None.</p>`;
  const [first] = driftByKind;
  const labels = (first?.ages ?? []).map(({ age }) => ({ label: age, isNumber: true }));
  const headings = [
    { label: 'Kind' },
    { label: 'Count', isNumber: true },
    { label: 'Explained', isNumber: true },
    { label: 'Amount', isNumber: true },
    ...labels,
  ];
  const lines = driftByKind.map((kind) => [
    kind.kind,
    String(kind.count),
    String(kind.accepted),
    amountText(kind.amount),
    ...kind.ages.map(({ count }) => String(count)),
  ]);
  return `${heading}\n${table('kinds', headings, lines)}`;
}

const lineTexts: Readonly<Record<string, string>> = {
  credits: 'Credits',
  collections: 'Collections (PSE)',
  settlements: 'Settlements',
  fees: 'Fees',
  iva: 'IVA',
  gmf: 'GMF (4 per 1,000)',
  returns: 'Returns of declined transfers',
  'double-payments': 'Double payments',
  unmatched: 'Transfers nobody asked for',
  adjustments: 'Adjustments',
  other: 'Other',
};

function proof({ balance }: ReportContent): string {
  const { inFlight, cached } = balance;
  const lines: (readonly string[])[] = [
    [
      `Opening balance, ${timeText(balance.openingAt)}${balance.isOpeningBooked ? ' (as booked: no earlier reading)' : ''}`,
      amountText(balance.opening),
      '',
    ],
    ...balance.lines.map((line) => [
      lineTexts[line.name] ?? line.name,
      amountText(line.amount),
      `${line.entries} entries, ${line.entriesPath}`,
    ]),
    ['Carried from before', amountText(balance.carried), ''],
    ['Books say', amountText(balance.booked), ''],
    [
      `In flight (${inFlight.count}), debited at ${inFlight.debitedAt}`,
      amountText(inFlight.line),
      `${amountText(inFlight.amount)} under way`,
    ],
    [`Drifts named below (${balance.named.drifts})`, amountText(balance.named.amount), ''],
    [`Closing live balance, ${timeText(balance.closingAt)}`, amountText(balance.closing), ''],
    ['Unexplained', amountText(balance.difference), ''],
  ];
  const headings = [
    { label: 'Line' },
    { label: balance.currency, isNumber: true },
    { label: 'Entries' },
  ];
  const notes = [
    inFlight.explainedBy.length === 0
      ? 'No setting of when Mono debits would explain the day.'
      : `Explained if Mono debits at: ${inFlight.explainedBy.join(' or ')}.`,
    ...(cached?.isStale === true
      ? [
          `Mono's cached balance was ${amountText(cached.available)} of ${timeText(cached.updatedAt)}; it is stale and was not used.`,
        ]
      : []),
    ...balance.aged.map(
      (part) =>
        `${amountText(part.amount)} unexplained since ${timeText(part.since)} (${part.ageDays} days).`,
    ),
    ...balance.candidates.map(({ explanation }) => `Candidate. ${explanation}`),
  ];
  return `<h2>Balance proof</h2>
${table('proof', headings, lines)}
<ul>
${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('\n')}
</ul>`;
}

function rows({ drift, driftOmitted }: ReportContent): string {
  const heading = '<h2>Drift</h2>';
  if (drift.length === 0) return `${heading}\n<p class="muted">None.</p>`;
  const headings = [
    { label: 'Kind', isWord: true },
    { label: 'Subject' },
    { label: 'Amount', isNumber: true },
    { label: 'Age', isNumber: true },
    { label: 'Healing', isWord: true },
    { label: 'What' },
    { label: 'Evidence' },
  ];
  const lines = drift.map((one) => [
    one.kind,
    one.monoTransferId === null || one.monoTransferId === one.subject
      ? one.subject
      : `${one.subject} (${one.monoTransferId})`,
    `${amountText(one.amount)} ${one.currency}`,
    `${one.ageDays} d`,
    one.isAccepted ? 'explained by a person' : (one.healing ?? 'a person'),
    one.explanation,
    evidenceText(one.evidence),
  ]);
  const omitted =
    driftOmitted === 0
      ? ''
      : `\n<p>${driftOmitted} more rows are counted above and not listed.</p>`;
  return `${heading}\n${table('rows', headings, lines)}${omitted}`;
}

function footer({ runId, chain, tablesNumber }: ReportContent): string {
  return `<footer class="muted">
<p>Run <code>${escapeHtml(runId)}</code>, tables of marker ${tablesNumber ?? 'none'}, report ${chain.chainNumber} of its Mono account.</p>
<p>Report before it: <code>${escapeHtml(chain.previousDigest)}</code></p>
</footer>`;
}
