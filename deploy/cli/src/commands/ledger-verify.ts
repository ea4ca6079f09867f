import { availableParallelism } from 'node:os';

import { loadAnchorKeys, readAnchorFile, verifyLedger } from '@riel/ledger-projector';
import type { Problem, VerifyReport } from '@riel/ledger-projector';

import { exitCodes } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { createProgressBar } from '../progress-bar.ts';
import { connectToLedger, directAddresses } from '../services/direct-addresses.ts';

import { givenPath } from './read-given-file.ts';
import { readWords } from './read-words.ts';
import type { WordsGiven } from './read-words.ts';

/** More would only wait for the database. */
const WORKERS_MAX = 4;

/** `riel ledger verify`. */
export async function verify({ words, environment, print, draw }: CommandContext): Promise<number> {
  const given = readWords(words, { positionals: [], values: ['anchors', 'keys', 'from', 'to'] });
  const dates = datesOf(given);
  const { anchors: anchorFile, keys: keyFile } = given.values;
  const keys = keyFile === undefined ? null : await loadAnchorKeys(givenPath(keyFile, environment));
  const { databaseUrl } = await directAddresses(environment);
  const database = await connectToLedger(databaseUrl, 'DATABASE_URL');
  const clock = (): number => performance.now();
  const bar = createProgressBar({ write: draw ?? null, clock, unit: 'facts' });
  const begun = clock();
  try {
    const report = await verifyLedger({
      database,
      dates,
      keys,
      workers: { databaseUrl, workersMax: Math.min(availableParallelism(), WORKERS_MAX) },
      ...(anchorFile === undefined
        ? {}
        : { anchors: readAnchorFile(givenPath(anchorFile, environment)) }),
      onProgress: ({ facts, factsTotal }) => bar.show(facts, factsTotal),
    });
    bar.clear();
    for (const line of reportLines(report, clock() - begun)) print(line);
    return report.problemsCount === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    bar.clear();
    await database.close();
  }
}

const day = /^\d{4}-\d{2}-\d{2}$/;

function datesOf({ values }: WordsGiven): { from: string; to: string } | null {
  const { from, to } = values;
  if (from === undefined && to === undefined) return null;
  for (const text of [from, to]) {
    if (text !== undefined && !(day.test(text) && !Number.isNaN(Date.parse(text)))) {
      throw new UsageError('--from and --to are days, YYYY-MM-DD');
    }
  }
  return { from: from ?? '0001-01-01', to: to ?? '9999-12-31' };
}

/** What a person reads of a report. */
export function reportLines(report: VerifyReport, milliseconds: number): readonly string[] {
  const { partitions, facts, entries, postings, subjects, anchors, problemsCount } = report;
  const rate = Math.round((entries / Math.max(1, milliseconds)) * 1000);
  const lines = [
    `${partitions} chains, ${facts} facts, ${entries} entries, ${postings} postings, ` +
      `${subjects} subjects, ${anchors} anchors`,
    `${(milliseconds / 1000).toFixed(1)} s, ${rate} entries/s`,
  ];
  if (problemsCount === 0) return [...lines, 'The ledger holds.'];
  for (const problem of report.firstBrokenLinks) {
    lines.push(`first broken link: ${problemLine(problem)}`);
  }
  lines.push(...report.problems.map((problem) => `${problem.kind}: ${problemLine(problem)}`));
  const rest = problemsCount - report.problems.length;
  if (rest > 0) lines.push(`and ${rest} more`);
  return [...lines, `THE LEDGER DOES NOT HOLD: ${problemsCount} problems.`];
}

function problemLine({ place, detail }: Problem): string {
  if (place === null) return detail;
  return `${place.topic}, partition ${place.partition}, chain number ${place.chainNumber}: ${detail}`;
}
