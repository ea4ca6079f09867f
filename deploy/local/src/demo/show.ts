import { styleText } from 'node:util';
import { formatDecimal, moneyOf } from '@riel/money';
import type { DemoResult } from './run-demo.ts';
import type { TransferAnswer } from './read-side.ts';
import { textTable, type Column } from './text-table.ts';

const left = (text: string): Column => ({ heading: text, side: 'left' });
const right = (text: string): Column => ({ heading: text, side: 'right' });

/** Pesos with thousands separators, from minor units as digits. */
function pesos(minorUnits: string | bigint, currency = 'COP'): string {
  const [whole, cents] = formatDecimal(moneyOf(BigInt(minorUnits), currency)).split('.');
  return `${(whole ?? '').replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents ?? '00'}`;
}

function heading(text: string): string {
  return `\n${styleText('bold', text)}\n`;
}

function railsTable({ rails }: DemoResult): string {
  return textTable(
    [
      left('requested'),
      left('actual'),
      left('state'),
      right('count'),
      right('amount'),
      right('fees'),
      right('taxes'),
    ],
    rails.rows.map((row) => [
      row.requested ?? '(none)',
      row.actual ?? '(none)',
      row.state,
      String(row.count),
      pesos(row.amount),
      pesos(row.fees),
      pesos(row.taxes),
    ]),
  );
}

function trialBalanceTable({ trialBalance }: DemoResult): string {
  const rows = trialBalance.lines.map((line) => [
    line.account,
    pesos(line.debits),
    pesos(line.credits),
    pesos(line.balance),
  ]);
  const totals = trialBalance.totals.map((total) => [
    `total ${total.currency}`,
    pesos(total.debits),
    pesos(total.credits),
    pesos(BigInt(total.debits) - BigInt(total.credits)),
  ]);
  return textTable(
    [left('account'), right('debits'), right('credits'), right('balance')],
    [...rows, ...totals],
  );
}

function timeline(transfer: TransferAnswer): string {
  const lines = transfer.timeline.flatMap((step) => [
    `  ${step.occurredAt}  ${styleText('bold', step.event)}`,
    ...step.entries.flatMap((entry) => [
      `      ${entry.bookingDate}  ${entry.kind}`,
      ...entry.postings.map(
        (posting) =>
          `        ${BigInt(posting.amount) < 0n ? '  Cr' : 'Dr  '}  ${posting.account.padEnd(46)} ${pesos(posting.amount.replace('-', '')).padStart(16)}`,
      ),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

function reconciliationTable({ reconciliation }: DemoResult): string {
  const { webhooksLost, finalStatesChanged } = reconciliation.report;
  const found = reconciliation.first.flatMap((run) => run.drift);
  const compared = reconciliation.first.reduce((sum, run) => sum + run.transfersCompared, 0);
  const table = textTable(
    [left('drift'), left('transfer'), right('amount'), left('healing'), left('what')],
    found.map((one) => [
      one.kind,
      one.subject,
      pesos(one.amount),
      one.healing ?? 'a person',
      one.explanation,
    ]),
  );
  return `  ${webhooksLost} webhooks lost for good, ${finalStatesChanged} final state changed unseen; ${compared} transfers compared\n${table}`;
}

/** Lays out what the demonstration saw, for a person at a terminal. */
export function showResult(result: DemoResult): string {
  const { report } = result;
  const fallback = result.transfers.find(
    (one) => one.requestedRail === 'turbo' && one.actualRail === 'ach',
  );
  const open = report.clearing.filter((line) => line.balance !== '0').length;
  const counts = report.transfers;
  return [
    heading('Requested rail against actual rail'),
    railsTable(result),
    heading('Trial balance'),
    trialBalanceTable(result),
    ...(fallback === undefined
      ? []
      : [heading(`Asked for turbo, settled by ach: ${fallback.transferId}`), timeline(fallback)]),
    heading('Reconciliation'),
    reconciliationTable(result),
    heading('In short'),
    `  ${counts.requested} requested, ${counts.accepted} accepted, ${counts.settled} settled, ${counts.declined} declined, ${counts.refused} refused in ${report.seconds} s\n`,
    `  ${report.clearing.length} clearing accounts, ${open} of them not at zero\n`,
    `  Mono holds ${pesos(report.monoBalance)} COP, the ledger says ${pesos(report.ledgerBalance)} COP\n`,
    `  ${report.duplicatesSuppressed} duplicates arrived and booked nothing\n`,
    `  ${report.reconciliation.factsHealed} facts were healed; then ${report.reconciliation.driftAfterHealing} differences and ${pesos(report.reconciliation.unexplainedAfterHealing)} COP unexplained\n`,
  ].join('');
}
