import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { codeOf } from '@riel/runtime';
import type { Environment } from '@riel/runtime';

import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService, callServiceForText } from '../services/call-service.ts';

import { readWords } from './read-words.ts';
import type { WordsGiven } from './read-words.ts';
import { pesosText } from './pesos-text.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel reconcile [--date D | --from D --to D | --full] [--account ID] [options]

Compares what was asked, what was booked and what Mono says, now, and waits for the result. Without
dates it compares today and the look-back of 35 days before it; days are in America/Bogota. What Mono
states and the log lacks is published as the ordinary event, unless the service only reports.

  --date <YYYY-MM-DD>     this day and the look-back before it
  --from, --to            exactly these days
  --full                  everything
  --account <acc_…>       one Mono account; default all that the key may use
  --report <file>         write the report: .json, .csv or .html; with several accounts, one each
  --wait <seconds>        longest wait, default 3600

Address and key: RECONCILIATION_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 no drift, 1 drift was found, 2 could not finish or was not understood.`;

/** What a scheduler is told. */
export const reconcileExitCodes = { noDrift: 0, drift: 1, unfinished: 2 } as const;

const POLL_MILLISECONDS = 300;
const WAIT_SECONDS_DEFAULT = 3_600;
const reportFormats: ReadonlySet<string> = new Set(['json', 'csv', 'html']);

interface RunAnswer {
  readonly runId: string;
  readonly monoAccountId: string;
  readonly status: 'running' | 'completed' | 'failed';
  readonly fromDate: string;
  readonly toDate: string;
  readonly transfersCompared: number;
  readonly driftFound: number;
  readonly driftUnexplained: number | null;
  readonly factsPublished: number;
  readonly factsBooked: number;
  readonly unexplained: string | null;
  readonly lastError: string | null;
}

interface DriftOfReport {
  readonly kind: string;
  readonly subject: string;
  readonly amount: string;
  readonly ageDays: number;
  readonly healing: string | null;
  readonly explanation: string;
}

export const reconcileCommand: Command = {
  name: 'reconcile',
  summary: 'compare books and Mono, heal what can be healed',
  help,
  async run(context) {
    const given = readWords(context.words, {
      positionals: [],
      values: ['date', 'from', 'to', 'account', 'report', 'wait'],
      switches: ['full'],
    });
    const options = optionsOf(given);
    try {
      return await reconcile(options, context);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const code = codeOf(error) ?? 'unknown error';
      const text = code.startsWith('RIEL_') && error instanceof Error ? error.message : '';
      context.print(`could not finish: ${code} ${text}`.trimEnd());
      return reconcileExitCodes.unfinished;
    }
  },
};

interface Options {
  readonly wish: Readonly<Record<string, string | boolean>>;
  readonly report: string | null;
  readonly waitMilliseconds: number;
}

function optionsOf({ values, switches }: WordsGiven): Options {
  const { date, from, to, account, report, wait } = values;
  const waitSeconds = Number(wait ?? WAIT_SECONDS_DEFAULT);
  if (!Number.isFinite(waitSeconds) || waitSeconds < 0) {
    throw new UsageError('--wait must be a number of seconds');
  }
  if (report !== undefined && !reportFormats.has(extname(report).slice(1))) {
    throw new UsageError('--report must end in .json, .csv or .html');
  }
  for (const [name, day] of Object.entries({ date, from, to })) {
    if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      throw new UsageError(`--${name} must be YYYY-MM-DD`);
    }
  }
  const wish = {
    ...(date === undefined ? {} : { date }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(account === undefined ? {} : { monoAccountId: account }),
    ...(switches.has('full') ? { full: true } : {}),
  };
  return { wish, report: report ?? null, waitMilliseconds: waitSeconds * 1_000 };
}

async function reconcile(
  options: Options,
  { environment, print }: CommandContext,
): Promise<number> {
  const { runs } = (await callService(
    { service: 'reconciliation', method: 'POST', path: '/v1/reconciliations', body: options.wish },
    environment,
  )) as { runs: readonly { readonly monoAccountId: string; readonly runId: string | null }[] };
  const deadline = performance.now() + options.waitMilliseconds;
  const answers: RunAnswer[] = [];
  for (const { runId, monoAccountId } of runs) {
    if (runId === null) print(`${monoAccountId}: another run is under way`);
    else answers.push(await waitFor(runId, deadline, environment));
  }
  printRuns(answers, print);
  for (const run of answers) await printDrift(run, { environment, print });
  if (options.report !== null) await saveReports(options.report, answers, { environment, print });
  const isFinished =
    answers.length === runs.length && answers.every((run) => run.status === 'completed');
  if (!isFinished) return reconcileExitCodes.unfinished;
  const hasDrift = answers.some((run) => (run.driftUnexplained ?? 0) > 0);
  return hasDrift ? reconcileExitCodes.drift : reconcileExitCodes.noDrift;
}

async function waitFor(
  runId: string,
  deadline: number,
  environment: Environment,
): Promise<RunAnswer> {
  for (;;) {
    const run = (await callService(
      { service: 'reconciliation', method: 'GET', path: `/v1/reconciliations/${runId}` },
      environment,
    )) as RunAnswer;
    if (run.status !== 'running' || performance.now() > deadline) return run;
    await pause(POLL_MILLISECONDS);
  }
}

function printRuns(runs: readonly RunAnswer[], print: (line: string) => void): void {
  const names = ['Mono account', 'days', 'status', 'compared', 'drift', 'healed', 'unexplained'];
  const head = [...names, 'run'];
  const rows = runs.map((run) => [
    run.monoAccountId,
    `${run.fromDate} to ${run.toDate}`,
    run.status,
    String(run.transfersCompared),
    String(run.driftUnexplained ?? run.driftFound),
    `${run.factsBooked} of ${run.factsPublished}`,
    run.unexplained === null ? '' : pesosText(run.unexplained),
    run.runId,
  ]);
  for (const line of textTable(head, rows)) print(line);
  for (const run of runs)
    if (run.lastError !== null) print(`${run.monoAccountId}: ${run.lastError}`);
}

const DRIFT_LINES_MAX = 50;

type Surroundings = Pick<CommandContext, 'environment' | 'print'>;

async function printDrift(run: RunAnswer, { environment, print }: Surroundings): Promise<void> {
  if (run.status !== 'completed' || (run.driftUnexplained ?? 0) === 0) return;
  const path = `/v1/reconciliations/${run.runId}/report`;
  const report = (await callService(
    { service: 'reconciliation', method: 'GET', path },
    environment,
  )) as { readonly drift: readonly DriftOfReport[]; readonly driftOmitted: number };
  print('');
  const rows = report.drift
    .slice(0, DRIFT_LINES_MAX)
    .map((one) => [
      one.kind,
      one.subject,
      pesosText(one.amount),
      `${one.ageDays} d`,
      one.healing ?? 'a person',
      one.explanation,
    ]);
  for (const line of textTable(['kind', 'subject', 'amount', 'age', 'healing', 'what'], rows)) {
    print(line);
  }
  const more = report.drift.length + report.driftOmitted - rows.length;
  if (more > 0) print(`and ${more} more: riel drift list`);
}

async function saveReports(
  file: string,
  runs: readonly RunAnswer[],
  { environment, print }: Surroundings,
): Promise<void> {
  const format = extname(file).slice(1);
  const folder = environment['INIT_CWD'] || process.cwd();
  for (const run of runs.filter((one) => one.status === 'completed')) {
    const name =
      runs.length === 1
        ? file
        : `${file.slice(0, -extname(file).length)}-${run.monoAccountId}${extname(file)}`;
    const path = `/v1/reconciliations/${run.runId}/report?format=${format}`;
    const text = await callServiceForText(
      { service: 'reconciliation', method: 'GET', path },
      environment,
    );
    await writeFile(resolve(folder, name), text);
    print(`report: ${name}`);
  }
}
