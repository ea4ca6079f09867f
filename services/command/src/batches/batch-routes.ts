import { retryClassOf } from '@riel/database';
import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problemSchema,
  type HttpServer,
} from '@riel/http';
import { parseInstant, UnavailableError } from '@riel/runtime';
import type { AuthenticatedRequest, CommandApi } from '../http/api.ts';
import { isDryRun } from '../http/query-parameters.ts';
import { fieldErrorOf, rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { dryRunQuery } from '../transfers/transfer-schemas.ts';
import { accountNotAllowed } from '../transfers/transfer-routes.ts';
import { batchAnswerSchema, batchSchema, batchTrialSchema } from './batch-schemas.ts';
import { readBatch, type BatchMember, type BatchMode } from './read-batch.ts';
import {
  submitAll,
  submitEach,
  tryOutAll,
  type MemberOutcome,
  type MemberTrial,
  type ReadMember,
} from './submit-batch.ts';

const schema = {
  summary: 'Ask for 1 to 1,000 transfers',
  description:
    'Each member has its own idempotency key and is a transfer like any other. atomic and continue ' +
    'speak of acceptance alone. In continue mode look at each result: 202 says that one at least ' +
    'was accepted.',
  tags: ['transfers'],
  querystring: dryRunQuery,
  body: batchSchema,
  response: {
    200: batchTrialSchema,
    202: batchAnswerSchema,
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    413: problemSchema,
    422: problemSchema,
    503: problemSchema,
  },
};

const isPassing = (error: unknown): boolean =>
  error instanceof UnavailableError || retryClassOf(error) === 'retry';

/** Registers `POST /v1/transfers/batch`. */
export function registerBatchRoutes(
  server: HttpServer,
  api: CommandApi,
  limits: { readonly bodyBytesMax: number },
): void {
  const options = {
    schema,
    bodyLimit: limits.bodyBytesMax,
    onRequest: authenticate('transfers:write'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/transfers/batch', options, async (request, reply) => {
    const isTrial = isDryRun(request.query);
    const batch = readBatch(request.body, parseInstant);
    if (batch.kind === 'faulty') throw rejectionProblem(batch.faults);
    const { mode } = batch;
    const members = batch.members.map((member, index) => readMember(request, member, index));
    const ports = { prepare: api.prepare, door: api.door, isPassing };
    if (isTrial) {
      const trials = await whileAvailable(api.logger, () => tryOutAll(ports, members));
      refuseUntaken(mode, trials);
      return reply.code(200).send(trialAnswerOf(mode, batch.members, trials));
    }
    const outcomes =
      mode === 'continue'
        ? await submitEach(ports, members)
        : await whileAvailable(api.logger, () => submitAll(ports, members));
    countAll(api, mode, outcomes);
    refuseUntaken(mode, outcomes);
    return reply.code(202).send(answerOf(mode, batch.members, outcomes));
  });
}

const isRejected = ({ kind }: { readonly kind: string }): boolean => kind === 'rejected';

// In a refused atomic batch the other members are neither accepted nor at fault.
function countAll(api: CommandApi, mode: BatchMode, outcomes: readonly MemberOutcome[]): void {
  const isRefused = mode === 'atomic' && outcomes.some(isRejected);
  for (const outcome of outcomes) {
    if (outcome.kind === 'unavailable' || (isRefused && outcome.kind !== 'rejected')) continue;
    api.count('http', outcome);
  }
}

/** Throws the problem of a batch of which nothing is taken. */
function refuseUntaken(mode: BatchMode, outcomes: readonly MemberOutcome[]): void {
  const isTaken = mode === 'atomic' ? !outcomes.some(isRejected) : !outcomes.every(isRejected);
  if (isTaken) return;
  throw rejectionProblem(
    outcomes.flatMap((outcome, index) =>
      outcome.kind === 'rejected' ? named(outcome.rejections, index) : [],
    ),
  );
}

function readMember(request: AuthenticatedRequest, member: BatchMember, index: number): ReadMember {
  if (member.kind === 'faulty') {
    return { kind: 'rejected', rejections: member.faults };
  }
  const principal = principalOf(request);
  const { command } = member;
  if (!mayUseMonoAccount(principal, command.monoAccountId)) {
    const rejections = [accountNotAllowed(`transfers[${index}].`)];
    return { kind: 'rejected', rejections };
  }
  const { traceparent } = request;
  const { caller } = principal;
  return {
    kind: 'received',
    received: { caller, idempotencyKey: member.idempotencyKey, command, door: 'http', traceparent },
  };
}

// What was decided on a member alone does not know its place in the batch.
function named(rejections: readonly Rejection[], index: number): readonly Rejection[] {
  const place = `transfers[${index}]`;
  return rejections.map((rejection) => {
    const { field } = rejection;
    if (field?.startsWith(place) === true) return rejection;
    return { ...rejection, field: field === null ? place : `${place}.${field}` };
  });
}

function answerOf(
  mode: BatchMode,
  members: readonly BatchMember[],
  outcomes: readonly MemberOutcome[],
) {
  const count = (kind: MemberOutcome['kind']): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    mode,
    accepted: count('accepted'),
    replayed: count('replayed'),
    rejected: count('rejected'),
    unavailable: count('unavailable'),
    results: outcomes.map((outcome, index) => ({
      index,
      idempotencyKey: members[index]?.idempotencyKey ?? null,
      outcome: outcome.kind,
      ...detailOf(outcome, index),
    })),
  };
}

function trialAnswerOf(
  mode: BatchMode,
  members: readonly BatchMember[],
  trials: readonly MemberTrial[],
) {
  return {
    dryRun: true as const,
    mode,
    results: trials.map((trial, index) => ({
      index,
      idempotencyKey: members[index]?.idempotencyKey ?? null,
      outcome: trial.kind,
      ...(trial.kind === 'rejected'
        ? { errors: named(trial.rejections, index).map(fieldErrorOf) }
        : { entries: [...trial.entries] }),
    })),
  };
}

function detailOf(outcome: MemberOutcome, index: number) {
  if (outcome.kind === 'unavailable') return {};
  if (outcome.kind === 'rejected') {
    return { errors: named(outcome.rejections, index).map(fieldErrorOf) };
  }
  return { transfer: { ...outcome.answer, replayed: outcome.kind === 'replayed' } };
}
