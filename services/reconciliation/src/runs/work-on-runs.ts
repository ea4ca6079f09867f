import type { Logger } from '@riel/runtime';
import { readDueRuns } from './sql/runs.ts';
import { stepRun, type StepOutcome } from './step-run.ts';
import type { RunPorts } from './step.ts';

/** What working on runs tells. */
export interface RunWatcher {
  readonly logger: Logger;
  /** Events were committed. */
  readonly onEvents: () => void;
  /** A run ended. */
  readonly onEnd: (status: 'completed' | 'failed') => void;
  readonly isStopping: () => boolean;
}

/** Takes steps of every run that is due, until each waits, is another's, or has ended. */
export async function workOnRuns(ports: RunPorts, watcher: RunWatcher): Promise<void> {
  const due = await readDueRuns(ports.database.kysely, ports.now());
  await Promise.all(due.map((runNumber) => workOnRun(runNumber, ports, watcher)));
}

async function workOnRun(runNumber: bigint, ports: RunPorts, watcher: RunWatcher): Promise<void> {
  while (!watcher.isStopping()) {
    const outcome = await stepRun(runNumber, ports);
    tell(outcome, watcher);
    if (outcome.kind !== 'stepped') return;
  }
}

function tell(outcome: StepOutcome, { logger, onEvents, onEnd }: RunWatcher): void {
  if ('hasEvents' in outcome && outcome.hasEvents) onEvents();
  if (outcome.kind === 'completed') onEnd('completed');
  if (outcome.kind === 'put-off')
    logger.warn({ error: outcome.error }, 'a step failed, later again');
  if (outcome.kind === 'failed') {
    logger.error({ error: outcome.error }, 'a run failed');
    onEnd('failed');
  }
}
