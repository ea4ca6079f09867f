import type { Executor } from '@riel/database';
import { readRunDrifts, type RunDrift } from '../drift/sql/run-drifts.ts';
import type { Run } from '../runs/run.ts';
import { cutOffOf } from '../runs/run.ts';
import { KindCounter } from './count-kinds.ts';
import type { ChainPlace, ReportSource } from './report.ts';

const ROWS_AT_ONCE = 1_000;

/** Gives the drifts of a run after an ordinal, one after the other, without holding them all. */
export async function* runDriftsOf(
  executor: Executor,
  runNumber: bigint,
  afterOrdinal = -1,
): AsyncGenerator<RunDrift> {
  let after = afterOrdinal;
  for (;;) {
    const drifts = await readRunDrifts(executor, runNumber, { after, limit: ROWS_AT_ONCE });
    yield* drifts;
    const last = drifts.at(-1);
    if (last === undefined) return;
    after = last.ordinal;
  }
}

/** Collects what a report is made from. */
export async function collectSource(
  drifts: AsyncIterable<RunDrift>,
  run: Run,
  { place, rowsMax }: { readonly place: ChainPlace; readonly rowsMax: number },
): Promise<ReportSource> {
  const counter = new KindCounter(run.progress.reading?.readAt ?? cutOffOf(run));
  const rows: RunDrift[] = [];
  for await (const drift of drifts) {
    counter.add(drift);
    if (rows.length < rowsMax) rows.push(drift);
  }
  return { run, place, drifts: rows, counts: counter.counts() };
}
