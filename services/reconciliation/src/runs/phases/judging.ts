import { StoredFormError } from '../../errors.ts';
import { judgePage, type JudgingRules } from '../../judging/judge-page.ts';
import { recordFindings } from '../../drift/record-findings.ts';
import { cutOffOf, type Run } from '../run.ts';
import { readPage } from '../sql/pages.ts';
import type { PhaseWork, RunPorts } from '../step.ts';
import type { Executor } from '@riel/database';

/** What the pages of a run are judged by. */
export async function rulesOfRun(
  executor: Executor,
  run: Run,
  { tables, expectations }: Pick<RunPorts, 'tables' | 'expectations'>,
): Promise<JudgingRules> {
  return {
    tables: await tables(executor, run.progress.tablesNumber ?? 0),
    monoAccountId: run.monoAccountId,
    cutOffAt: run.progress.reading?.readAt ?? cutOffOf(run),
    expectations: run.progress.expectations ?? expectations,
  };
}

/** Compares one stored page and gives what it finds its identity. */
export const judge: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const { progress } = run;
  const pageNumber = progress.judgedPages + 1;
  if (pageNumber > progress.pages)
    return { phase: 'healing', progress: { ...progress, after: '' } };
  const page = await readPage(transaction, run.runNumber, pageNumber);
  if (page === null) throw new StoredFormError(`page ${pageNumber}`);
  const rules = await rulesOfRun(transaction, run, ports);
  const { judged, totals } = judgePage(page, rules, progress.totals);
  const finder = { ...run, now: ports.now() };
  const recorded = await recordFindings(transaction, judged, {
    finder,
    events: ports.events,
    ordinal: progress.findings,
  });
  return {
    phase: 'judging',
    progress: {
      ...progress,
      judgedPages: pageNumber,
      totals,
      findings: progress.findings + recorded.length,
    },
    hasEvents: recorded.some((one) => one.isNew),
  };
};
