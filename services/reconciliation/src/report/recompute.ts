import type { Database } from '@riel/database';
import { findingsById } from '../drift/record-findings.ts';
import { readRunDriftsById, type RunDrift } from '../drift/sql/run-drifts.ts';
import { judgePage } from '../judging/judge-page.ts';
import { noTotals, type Totals } from '../judging/totals.ts';
import { rulesOfRun } from '../runs/phases/judging.ts';
import type { Run } from '../runs/run.ts';
import { readPage } from '../runs/sql/pages.ts';
import type { RunPorts } from '../runs/step.ts';
import { buildReport } from './build-report.ts';
import { collectSource, runDriftsOf } from './read-source.ts';
import { readDigestAt, readReport } from './sql/reports.ts';
import { GENESIS_DIGEST } from './report.ts';

/** What recomputing a report from its stored pages showed. */
export interface Recomputation {
  readonly digest: string;
  /** True if JSON, CSV and HTML have the same bytes as stored. */
  readonly isSame: boolean;
  /** True if the report before it is the one that it names. */
  readonly isChained: boolean;
  /** Null if the key that signed it is not known here. */
  readonly isSigned: boolean | null;
}

type Ports = Pick<RunPorts, 'tables' | 'expectations' | 'signer'> & {
  readonly database: Database;
};

/** Judges the stored pages again and builds the report anew; null if the run has no report. */
export async function recomputeReport(run: Run, ports: Ports): Promise<Recomputation | null> {
  const executor = ports.database.kysely;
  const stored = await readReport(executor, run.runNumber);
  if (stored === null) return null;
  const { place, keyId, signature } = stored;
  const judging = new Rejudging(run, ports);
  const rowsMax = rowsMaxOf(stored.json);
  const source = await collectSource(judging.drifts(), run, { place, rowsMax });
  const again = { ...run, progress: { ...run.progress, totals: judging.totals } };
  const { json, csv, html, digest } = buildReport({ ...source, run: again });
  const isSame =
    stored.json.equals(Buffer.from(json)) &&
    stored.csv.equals(Buffer.from(csv)) &&
    stored.html.equals(Buffer.from(html)) &&
    stored.digest === digest;
  const before =
    place.chainNumber === 1
      ? GENESIS_DIGEST
      : await readDigestAt(executor, run.monoAccountId, place.chainNumber - 1);
  return {
    digest,
    isSame,
    isChained: before === place.previousDigest,
    isSigned: ports.signer.verify(digest, { keyId, signature }),
  };
}

/** The limit of rows under which the report was made, whatever it is today. */
function rowsMaxOf(json: Buffer): number {
  const { drift, driftOmitted } = JSON.parse(json.toString('utf8')) as {
    readonly drift: readonly unknown[];
    readonly driftOmitted: number;
  };
  return driftOmitted === 0 ? Number.MAX_SAFE_INTEGER : drift.length;
}

/** Finds again what the pages hold; only what no page can tell is taken from the run's rows. */
class Rejudging {
  totals: Totals = noTotals;
  readonly #run: Run;
  readonly #ports: Ports;

  constructor(run: Run, ports: Ports) {
    this.#run = run;
    this.#ports = ports;
  }

  /** One page at a time, however many there are. */
  async *drifts(): AsyncGenerator<RunDrift> {
    const { runNumber, monoAccountId, progress } = this.#run;
    const executor = this.#ports.database.kysely;
    const rules = await rulesOfRun(executor, this.#run, this.#ports);
    let ordinal = 0;
    for (let number = 1; number <= progress.pages; number += 1) {
      const page = await readPage(executor, runNumber, number);
      if (page === null) continue;
      const { judged, totals } = judgePage(page, rules, this.totals);
      this.totals = totals;
      const found = findingsById(judged, monoAccountId);
      const told = await readRunDriftsById(executor, runNumber, [...found.keys()]);
      for (const [driftId, { finding, evidence, effect }] of found) {
        const known = told.get(driftId);
        // A page before this one had found it already.
        if (known === undefined || known.ordinal < ordinal) continue;
        yield { ...known, finding, evidence, effect };
      }
      ordinal += found.size;
    }
    // The parts of an unexplained balance come from the proof, not from a page.
    yield* runDriftsOf(executor, runNumber, ordinal - 1);
  }
}
