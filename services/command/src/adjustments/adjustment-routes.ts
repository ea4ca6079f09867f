import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problem,
  problemSchema,
  type HttpServer,
  type ProblemError,
} from '@riel/http';
import type { Logger } from '@riel/runtime';
import type { MonoAccountId } from '@riel/schemas';
import type { CommandCounter } from '../command-metrics.ts';
import type { AuthenticatedRequest } from '../http/api.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { isDryRun } from '../http/query-parameters.ts';
import { rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import type { LedgerInForce } from '../ledger-markers/ledger-marker-store.ts';
import type { OnceDoor } from '../once/once-door.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { dryRunQuery, idempotencyHeaders } from '../transfers/transfer-schemas.ts';
import type { AdjustmentCommand } from './adjustment-command.ts';
import {
  adjustmentAcceptedSchema,
  adjustmentDryRunSchema,
  adjustmentSchema,
} from './adjustment-schemas.ts';
import type { PrepareAdjustment, ReceivedAdjustment } from './prepare-adjustment.ts';
import type { AdjustmentAnswer, PreparedAdjustment } from './prepared-adjustment.ts';
import { readAdjustment } from './read-adjustment.ts';

const CASH = 'assets:mono:';
const RETRY_AFTER_SECONDS = 5;

const schema = {
  summary: 'Ask for a balanced entry, with a reason',
  description:
    'Never touches clearing, and assets:mono only as opening balance or naming the drift that it ' +
    'closes. It is booked on the day it is accepted. The same key with the same command gets the ' +
    'first answer again, marked as replayed; with another command, 422.',
  tags: ['adjustments'],
  headers: idempotencyHeaders,
  querystring: dryRunQuery,
  body: adjustmentSchema,
  response: {
    200: adjustmentDryRunSchema,
    202: adjustmentAcceptedSchema,
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    422: problemSchema,
    503: problemSchema,
  },
};

/** What the route needs. */
export interface AdjustmentApi {
  readonly logger: Logger;
  readonly prepare: PrepareAdjustment;
  readonly door: OnceDoor<PreparedAdjustment, AdjustmentAnswer>;
  readonly count: CommandCounter;
  /** What the ledger's markers put into force; null while none were read. */
  readonly inForce: () => Promise<LedgerInForce | null>;
  /** Where ledger-query answers; '' makes Location relative. */
  readonly queryBaseUrl: string;
}

/** Registers `POST /v1/adjustments`. */
export function registerAdjustmentRoutes(server: HttpServer, api: AdjustmentApi): void {
  const options = {
    schema,
    onRequest: authenticate('ledger:adjust'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/adjustments', options, async (request, reply) => {
    const isTrial = isDryRun(request.query);
    const received = receivedOf(request);
    const inForce = await whileAvailable(api.logger, api.inForce);
    if (inForce === null) throw tablesUnknown();
    const prepared = api.prepare(received, inForce);
    const adjustmentId = prepared.id;
    if (isTrial) {
      const trial = await whileAvailable(api.logger, () => api.door.tryOut(prepared));
      if (trial.kind === 'rejected') throw rejectionProblem(trial.rejections);
      const entries = [...prepared.entries];
      return reply.code(200).send({ dryRun: true, adjustmentId, outcome: trial.kind, entries });
    }
    const outcome = await whileAvailable(api.logger, () => api.door.submit(prepared));
    api.count('http', outcome, 'adjustment');
    if (outcome.kind === 'rejected') throw rejectionProblem(outcome.rejections);
    const isReplay = outcome.kind === 'replayed';
    reply.header('location', `${api.queryBaseUrl}/v1/entries?subject=${adjustmentId}`);
    if (isReplay) reply.header('idempotent-replayed', 'true');
    return reply.code(202).send({ ...outcome.answer, replayed: isReplay });
  });
}

function receivedOf(
  request: AuthenticatedRequest & { readonly body: unknown },
): ReceivedAdjustment {
  const faults: Rejection[] = [];
  const idempotencyKey = readIdempotencyKey(request, faults);
  const read = readAdjustment(request.body);
  if (read.kind === 'faulty') faults.push(...read.faults);
  if (read.kind === 'faulty' || idempotencyKey === null) throw rejectionProblem(faults);
  const { command } = read;
  const principal = principalOf(request);
  const forbidden = forbiddenCash(command, (id) => mayUseMonoAccount(principal, id));
  if (forbidden.length > 0) throw rejectionProblem(forbidden);
  const { caller } = principal;
  return { caller, idempotencyKey, command, traceparent: request.traceparent };
}

function forbiddenCash(
  { postings }: AdjustmentCommand,
  mayUse: (monoAccountId: MonoAccountId) => boolean,
): readonly Rejection[] {
  return postings.flatMap(({ account }, index): Rejection[] => {
    const isCash = account.startsWith(CASH);
    if (!isCash || mayUse(account.slice(CASH.length) as MonoAccountId)) return [];
    const message = 'is not of one of the Mono accounts of this API key';
    return [{ field: `postings[${index}].account`, code: 'mono-account-not-allowed', message }];
  });
}

const tablesUnknown = (): ProblemError =>
  problem({
    status: 503,
    code: 'tables-not-known',
    detail: 'The tables in force have not been read from the log yet; nothing was stored.',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
