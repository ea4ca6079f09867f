import { readRunDrifts, setHealing, type RunDrift } from '../../drift/sql/run-drifts.ts';
import { healFinding, type HealPlan } from '../../healing/heal-finding.ts';
import { noteBooked } from '../../healing/note-booked.ts';
import { publishHeals } from '../../healing/publish-heals.ts';
import { inTurns } from '../../mono/in-turns.ts';
import type { PhaseWork, Step } from '../step.ts';

const HEALS_OF_A_STEP = 50;
const SETTLING_PAUSE_MICROSECONDS = 100_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;

/** Publishes what Mono states and the log lacks; by the setting, only says that it could. */
export const heal: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const { progress } = run;
  const after = progress.after === '' ? -1 : Number(progress.after);
  const drifts = await readRunDrifts(transaction, run.runNumber, { after, limit: HEALS_OF_A_STEP });
  const last = drifts.at(-1);
  if (last === undefined) {
    const settleBy = ports.now() + ports.limits.healWaitMicroseconds;
    return { phase: 'settling', progress: { ...progress, settleBy } };
  }
  const healable = drifts.filter((one) => one.finding.remedy !== null && !one.isAccepted);
  const hasEvents = healable.length > 0 && (await healAll(step, healable)) > 0;
  return { phase: 'healing', progress: { ...progress, after: String(last.ordinal) }, hasEvents };
};

async function healAll(step: Step, drifts: readonly RunDrift[]): Promise<number> {
  const { run, ports, transaction } = step;
  if (ports.limits.healing === 'report-only') {
    await setHealing(
      transaction,
      run.runNumber,
      new Map(drifts.map((one) => [one.driftId, 'report-only'])),
    );
    return 0;
  }
  await ports.events.prepare();
  const tables = await ports.tables(transaction, run.progress.tablesNumber ?? 0);
  const plans = await inTurns(drifts, ports.limits.lookUpsAtOnce, (drift) =>
    healFinding(drift, { ...ports, executor: ports.database.kysely, tables }),
  );
  const heals = drifts.map((drift, index) => ({
    driftId: drift.driftId,
    subject: drift.finding.subject,
    rows: rowsOf(plans[index]),
  }));
  const options = { runNumber: run.runNumber, now: ports.now() };
  const published = await publishHeals(transaction, heals, options);
  const outcomes = drifts.map((drift, index): [string, string] => {
    const plan = plans[index];
    if (plan?.kind !== 'publish') return [drift.driftId, plan?.outcome ?? 'none'];
    return [drift.driftId, (published[index] ?? 0) > 0 ? 'published' : 'published-before'];
  });
  await setHealing(transaction, run.runNumber, new Map(outcomes));
  return published.reduce((sum, count) => sum + count, 0);
}

const rowsOf = (plan: HealPlan | undefined) => (plan?.kind === 'publish' ? plan.rows : []);

/** Waits until the healed facts are booked, so that the balance proof sees them; not for ever. */
export const settle: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const now = ports.now();
  const filter = { runNumber: run.runNumber, now };
  const round = await noteBooked(transaction, filter, ports.events);
  const hasEvents = round.resolved > 0;
  const isOver = round.waiting === 0 || now >= (run.progress.settleBy ?? now);
  if (isOver) return { phase: 'proving', progress: run.progress, hasEvents };
  const dueAt = now + SETTLING_PAUSE_MICROSECONDS + MICROSECONDS_PER_MILLISECOND;
  return { phase: 'settling', progress: run.progress, dueAt, hasEvents };
};
