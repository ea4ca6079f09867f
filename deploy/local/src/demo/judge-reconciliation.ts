import type { RunAnswer } from './reconciliation-side.ts';

/** What was done to Mono behind the books' back, and what two runs of reconciliation then said. */
export interface ReconciliationObservation {
  /** Transfers whose settlement's webhook was lost for good. */
  readonly lost: readonly string[];
  /** Transfers whose final state was changed without a webhook. */
  readonly changed: readonly string[];
  readonly first: readonly RunAnswer[];
  /** Open differences once the first run's facts were booked. */
  readonly openAfterHealing: number;
  readonly second: readonly RunAnswer[];
  /** Minor units, after everything. */
  readonly monoBalance: bigint;
  readonly ledgerBalance: bigint;
}

/** What the demonstration writes of reconciliation with `--json`. */
export interface ReconciliationReport {
  readonly webhooksLost: number;
  readonly finalStatesChanged: number;
  readonly driftFound: Readonly<Record<string, number>>;
  readonly factsHealed: number;
  readonly driftAfterHealing: number;
  /** Digits in minor units. */
  readonly unexplainedAfterHealing: string;
}

export interface ReconciliationVerdict {
  readonly report: ReconciliationReport;
  readonly failures: readonly string[];
}

const driftOf = (runs: readonly RunAnswer[]) => runs.flatMap((run) => run.drift);
const unexplainedOf = (runs: readonly RunAnswer[]): bigint =>
  runs.reduce((sum, run) => sum + BigInt(run.unexplained), 0n);

/** Judges: what was planted is found and named, nothing else is, it is healed, and then there is nothing. */
export function judgeReconciliation(observation: ReconciliationObservation): ReconciliationVerdict {
  const { lost, changed, first, second } = observation;
  const found = driftOf(first).map(({ kind, subject }) => `${kind} ${subject}`);
  const planted = [
    ...lost.map((id) => `state ${id}`),
    ...changed.map((id) => `final-state-changed ${id}`),
  ];
  const failures = [
    ...planted.filter((one) => !found.includes(one)).map((one) => `${one} was not found`),
    ...found.filter((one) => !planted.includes(one)).map((one) => `${one} was not planted`),
  ];
  const healed = first.reduce((sum, run) => sum + run.factsBooked, 0);
  if (healed !== planted.length) failures.push(`${healed} of ${planted.length} facts were healed`);
  if (observation.openAfterHealing !== 0) {
    failures.push(`${observation.openAfterHealing} differences stayed open after healing`);
  }
  for (const { kind, subject } of driftOf(second)) {
    failures.push(`${kind} ${subject} was found after healing`);
  }
  for (const { monoAccountId, unexplained } of [...first, ...second]) {
    if (unexplained !== '0') failures.push(`${monoAccountId}: ${unexplained} is not explained`);
  }
  if (observation.monoBalance !== observation.ledgerBalance) {
    failures.push(
      `Mono holds ${observation.monoBalance} after healing, the ledger says ${observation.ledgerBalance}`,
    );
  }
  const driftFound: Record<string, number> = {};
  for (const { kind } of driftOf(first)) driftFound[kind] = (driftFound[kind] ?? 0) + 1;
  const report: ReconciliationReport = {
    webhooksLost: lost.length,
    finalStatesChanged: changed.length,
    driftFound,
    factsHealed: healed,
    driftAfterHealing: driftOf(second).length,
    unexplainedAfterHealing: unexplainedOf(second).toString(),
  };
  return { report, failures };
}
