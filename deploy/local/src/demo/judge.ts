import type { PlannedTransfer } from './plan.ts';
import type { RailsAnswer, TransferAnswer, TrialBalanceAnswer } from './read-side.ts';

/** All that was observed once every transfer was final. Amounts are minor units. */
export interface Observation {
  readonly planned: readonly PlannedTransfer[];
  /** What the read side says of each planned transfer, by idempotency key. */
  readonly transfers: ReadonlyMap<string, TransferAnswer>;
  readonly rails: RailsAnswer;
  readonly trialBalance: TrialBalanceAnswer;
  /** Sum of the available balances at Mono now. */
  readonly monoBalance: bigint;
  readonly replayedAnswers: number;
  readonly repeatedWebhooks: number;
  readonly seconds: number;
}

/** What the demonstration writes with `--json`. Amounts are digits in minor units. */
export interface DemoReport {
  readonly transfers: Readonly<
    Record<'requested' | 'accepted' | 'settled' | 'declined' | 'refused', number>
  >;
  readonly rails: readonly {
    readonly requested: string | null;
    readonly actual: string | null;
    readonly count: number;
    readonly amount: string;
    readonly fees: string;
  }[];
  readonly clearing: readonly { readonly account: string; readonly balance: string }[];
  readonly trialBalance: { readonly debits: string; readonly credits: string };
  readonly monoBalance: string;
  readonly ledgerBalance: string;
  readonly duplicatesSuppressed: number;
  readonly seconds: number;
}

/** The report, and each thing that should hold and does not. */
export interface Verdict {
  readonly report: DemoReport;
  readonly failures: readonly string[];
}

const sum = (amounts: readonly string[]): bigint =>
  amounts.reduce((total, amount) => total + BigInt(amount), 0n);

function surprises(observation: Observation): readonly string[] {
  return observation.planned.flatMap((planned) => {
    const seen = observation.transfers.get(planned.idempotencyKey);
    if (seen === undefined) return [`${planned.idempotencyKey} is not in the ledger`];
    const { state, actualRail } = planned.expectation;
    const problems: string[] = [];
    if (seen.state !== state) problems.push(`is ${seen.state}, not ${state}`);
    if (BigInt(seen.amount) !== planned.amount) problems.push('has another amount');
    if (state === 'settled' && actualRail !== null && seen.actualRail !== actualRail) {
      problems.push(`is booked on ${String(seen.actualRail)}, not ${actualRail}`);
    }
    return problems.map((problem) => `${planned.idempotencyKey} (${planned.story}) ${problem}`);
  });
}

/** Judges what was observed. Pure: the same observation gives the same verdict. */
export function judge(observation: Observation): Verdict {
  const answers = [...observation.transfers.values()];
  const inState = (state: string): number => answers.filter((one) => one.state === state).length;
  const accepted = answers.filter((one) =>
    one.timeline.some((step) => step.event === 'TransferAccepted'),
  ).length;
  const { lines } = observation.trialBalance;
  const clearing = lines.filter((line) => line.account.startsWith('clearing:'));
  const mono = lines.filter((line) => line.account.startsWith('assets:mono:'));
  const debits = sum(observation.trialBalance.totals.map((total) => total.debits));
  const credits = sum(observation.trialBalance.totals.map((total) => total.credits));
  const ledgerBalance = sum(mono.map((line) => line.balance));
  const settled = inState('settled');
  const declined = inState('declined');
  const refused = inState('refused');
  const failures = [...surprises(observation)];
  const open = clearing.filter((line) => BigInt(line.balance) !== 0n);
  failures.push(...open.map((line) => `${line.account} holds ${line.balance}, not zero`));
  if (debits !== credits) failures.push(`debits ${debits} are not credits ${credits}`);
  if (ledgerBalance !== observation.monoBalance) {
    failures.push(`Mono holds ${observation.monoBalance}, the ledger says ${ledgerBalance}`);
  }
  if (settled + declined + refused !== observation.planned.length) {
    failures.push('some transfers are neither settled, declined nor refused');
  }
  if (observation.replayedAnswers === 0) failures.push('no HTTP retry was answered from the first');
  if (observation.repeatedWebhooks === 0) failures.push('no webhook was repeated');
  const report: DemoReport = {
    transfers: { requested: observation.planned.length, accepted, settled, declined, refused },
    rails: observation.rails.rows.map((row) => ({
      requested: row.requested,
      actual: row.actual,
      count: row.count,
      amount: row.amount,
      fees: row.fees,
    })),
    clearing: clearing.map((line) => ({ account: line.account, balance: line.balance })),
    trialBalance: { debits: debits.toString(), credits: credits.toString() },
    monoBalance: observation.monoBalance.toString(),
    ledgerBalance: ledgerBalance.toString(),
    duplicatesSuppressed: observation.replayedAnswers + observation.repeatedWebhooks,
    seconds: observation.seconds,
  };
  return { report, failures };
}
