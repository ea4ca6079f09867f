import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problem,
  type HttpServer,
  type Principal,
} from '@riel/http';
import { bogotaDayOf } from '@riel/calendar';
import type { MonoAccountId } from '@riel/schemas';
import { Type, type Static } from 'typebox';
import { recomputeReport } from '../report/recompute.ts';
import { readReport, readReportHeads, type StoredReport } from '../report/sql/reports.ts';
import { openRuns, readMonoAccounts, type OpenPorts } from '../runs/open-runs.ts';
import type { WindowWish } from '../runs/plan-window.ts';
import type { Run } from '../runs/run.ts';
import { readRun, readRuns } from '../runs/sql/runs.ts';
import type { RunPorts } from '../runs/step.ts';
import { runAnswer } from './answers.ts';
import { limitSchema, reportQuerySchema, runIdSchema, runWishSchema } from './schemas.ts';

/** What the routes of runs need. */
export interface RunRoutePorts {
  readonly runs: RunPorts;
  readonly opening: OpenPorts;
  /** Told that runs were opened. */
  readonly onOpened: () => void;
}

const contentTypes = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const;

/** `POST` and `GET /v1/reconciliations`, one run, its report, and the report's recomputation. */
export function addRunRoutes(server: HttpServer, ports: RunRoutePorts): void {
  addOpening(server, ports);
  addReading(server, ports);
  addReports(server, ports);
}

function windowOf(wish: Static<typeof runWishSchema>, today: string): WindowWish {
  const { date, from, to, full } = wish;
  const forms = [date !== undefined, from !== undefined || to !== undefined, full === true];
  const isRangeWhole = (from === undefined) === (to === undefined);
  const isOrdered = from === undefined || to === undefined || from <= to;
  if (forms.filter(Boolean).length > 1 || !isRangeWhole || !isOrdered) {
    throw problem({
      status: 400,
      code: 'invalid-window',
      detail: 'Give either date, or from and to in that order, or full.',
    });
  }
  if (date !== undefined) return { kind: 'day', date };
  if (from !== undefined && to !== undefined) return { kind: 'range', from, to };
  return full === true ? { kind: 'full', today } : { kind: 'day', date: today };
}

function accountsFor(
  principal: Principal,
  wanted: string | undefined,
  known: readonly string[],
): readonly string[] {
  const allowed = known.filter((id) => mayUseMonoAccount(principal, id as MonoAccountId));
  if (wanted === undefined) return allowed;
  if (allowed.includes(wanted)) return [wanted];
  throw problem({ status: 404, code: 'mono-account-unknown', detail: 'No such Mono account.' });
}

function addOpening(server: HttpServer, { runs, opening, onOpened }: RunRoutePorts): void {
  server.post(
    '/v1/reconciliations',
    {
      onRequest: authenticate('ops'),
      schema: { summary: 'Compare books and Mono now', body: runWishSchema },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const window = windowOf(request.body, bogotaDayOf(runs.now()));
      const known = await readMonoAccounts(opening);
      const accounts = accountsFor(principal, request.body.monoAccountId, known);
      const askedBy = `${principal.caller}/${principal.keyId}`;
      const opened = await openRuns(accounts, { window, askedBy }, opening);
      onOpened();
      const underWay = opened.filter((one) => one.runId === null);
      if (opened.length > 0 && underWay.length === opened.length) {
        throw problem({
          status: 409,
          code: 'run-under-way',
          detail: 'Another run of the Mono account is under way.',
        });
      }
      return await reply.code(202).send({ runs: opened });
    },
  );
}

/** The run if the key may see it. Throws a problem of status 404. */
export async function visibleRun(
  ports: Pick<RunRoutePorts, 'runs'>,
  principal: Principal,
  runId: string,
): Promise<Run> {
  const run = await readRun(ports.runs.database.kysely, runId);
  if (run !== null && mayUseMonoAccount(principal, run.monoAccountId as MonoAccountId)) return run;
  throw problem({ status: 404, code: 'run-unknown', detail: 'No such run.' });
}

function addReading(server: HttpServer, ports: RunRoutePorts): void {
  const { kysely } = ports.runs.database;
  server.get(
    '/v1/reconciliations',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'The latest runs',
        querystring: Type.Object(
          { limit: Type.Optional(limitSchema) },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { monoAccounts } = principalOf(request);
      const monoAccountIds = monoAccounts === 'all' ? null : [...monoAccounts];
      const runs = await readRuns(kysely, { monoAccountIds, limit: request.query.limit ?? 20 });
      const numbers = runs.map(({ runNumber }) => runNumber);
      const heads = await readReportHeads(kysely, numbers);
      return { runs: runs.map((run) => runAnswer(run, heads.get(run.runNumber) ?? null)) };
    },
  );
  server.get(
    '/v1/reconciliations/:runId',
    { onRequest: authenticate('ops'), schema: { summary: 'One run', params: runIdSchema } },
    async (request) => {
      const run = await visibleRun(ports, principalOf(request), request.params.runId);
      const heads = await readReportHeads(kysely, [run.runNumber]);
      return runAnswer(run, heads.get(run.runNumber) ?? null);
    },
  );
}

async function reportOf(ports: RunRoutePorts, run: Run): Promise<StoredReport> {
  const report = await readReport(ports.runs.database.kysely, run.runNumber);
  if (report !== null) return report;
  throw problem({ status: 404, code: 'no-report', detail: `The run is ${run.status}.` });
}

function addReports(server: HttpServer, ports: RunRoutePorts): void {
  server.get(
    '/v1/reconciliations/:runId/report',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'The report of a run as JSON, CSV or one HTML page',
        params: runIdSchema,
        querystring: reportQuerySchema,
      },
    },
    async (request, reply) => {
      const run = await visibleRun(ports, principalOf(request), request.params.runId);
      const report = await reportOf(ports, run);
      const format = request.query.format ?? 'json';
      return await reply
        .header('content-type', contentTypes[format])
        .header('riel-report-digest', report.digest)
        .header('riel-report-signature', report.signature.toString('base64'))
        .header('riel-report-key-id', report.keyId)
        .send(report[format]);
    },
  );
  server.post(
    '/v1/reconciliations/:runId/recompute',
    {
      onRequest: authenticate('ops'),
      schema: { summary: 'Compute the report again from its stored pages', params: runIdSchema },
    },
    async (request) => {
      const run = await visibleRun(ports, principalOf(request), request.params.runId);
      await reportOf(ports, run);
      return await recomputeReport(run, ports.runs);
    },
  );
}
