import { codeOf } from '@riel/runtime';
import { MonoUnavailableError, RunImpossibleError } from '../errors.ts';
import { heal, settle } from './phases/healing.ts';
import { listIntents, lookUpUnlistedIntents } from './phases/intents.ts';
import { judge } from './phases/judging.ts';
import { list } from './phases/listing.ts';
import { prove } from './phases/proving.ts';
import { read } from './phases/reading.ts';
import { report } from './phases/reporting.ts';
import { lookUpUnlisted, takeMarked } from './phases/unlisted.ts';
import type { Phase } from './run.ts';
import { finishRun, moveRun, putOffRun, readRun, takeRun } from './sql/runs.ts';
import type { PhaseWork, RunPorts } from './step.ts';

const work: Readonly<Record<Phase, PhaseWork>> = {
  reading: read,
  listing: list,
  unlisted: lookUpUnlisted,
  intents: listIntents,
  'unlisted-intents': lookUpUnlistedIntents,
  marked: takeMarked,
  judging: judge,
  healing: heal,
  settling: settle,
  proving: prove,
  reporting: report,
};

/** What came of one step. */
export type StepOutcome =
  /** The next step can follow at once. */
  | { readonly kind: 'stepped'; readonly hasEvents: boolean }
  /** Another instance works on the account, or the run is not due. */
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'completed'; readonly hasEvents: boolean }
  | { readonly kind: 'put-off'; readonly error: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Takes one step of a run under the advisory lock of its Mono account. What the step read and where the
 * run goes on are committed together, so that a process that ends in between loses one step's work alone.
 */
export async function stepRun(runNumber: bigint, ports: RunPorts): Promise<StepOutcome> {
  try {
    return await ports.database.transaction(async (transaction): Promise<StepOutcome> => {
      const run = await takeRun(transaction, runNumber, ports.now());
      if (run === null) return { kind: 'not-taken' };
      const result = await work[run.phase]({ transaction, run, ports });
      const hasEvents = result.hasEvents ?? false;
      if (result.phase === 'completed') return { kind: 'completed', hasEvents };
      const dueAt = result.dueAt ?? ports.now();
      await moveRun(transaction, runNumber, {
        phase: result.phase,
        progress: result.progress,
        dueAt,
      });
      return { kind: 'stepped', hasEvents };
    });
  } catch (error) {
    return await putOff(runNumber, ports, error);
  }
}

/** Another attempt later, with doubled pauses; a run that cannot succeed, or has failed too often, fails. */
async function putOff(runNumber: bigint, ports: RunPorts, error: unknown): Promise<StepOutcome> {
  const { limits, database } = ports;
  const run = await readRun(database.kysely, runNumber);
  const attempts = (run?.attempts ?? 0) + 1;
  const code = codeOf(error) ?? 'unknown';
  const lastError =
    code.startsWith('RIEL_') && error instanceof Error ? `${code}: ${error.message}` : code;
  if (error instanceof RunImpossibleError || attempts >= limits.stepAttemptsMax) {
    await finishRun(database.kysely, runNumber, { status: 'failed', at: ports.now(), lastError });
    return { kind: 'failed', error };
  }
  const doubled = limits.retryMillisecondsMin * 2 ** Math.min(attempts - 1, 30);
  const asked = error instanceof MonoUnavailableError ? error.retryAfterMilliseconds : null;
  const pause = Math.max(Math.min(doubled, limits.retryMillisecondsMax), asked ?? 0);
  const dueAt = ports.now() + pause * MICROSECONDS_PER_MILLISECOND;
  await putOffRun(database.kysely, runNumber, { dueAt, lastError });
  return { kind: 'put-off', error };
}
