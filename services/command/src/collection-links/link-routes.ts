import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problemSchema,
  type HttpServer,
} from '@riel/http';
import { parseInstant, type Logger } from '@riel/runtime';
import type { CommandCounter } from '../command-metrics.ts';
import type { AuthenticatedRequest } from '../http/api.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { isDryRun } from '../http/query-parameters.ts';
import { rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import type { OnceDoor } from '../once/once-door.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { accountNotAllowed } from '../transfers/transfer-routes.ts';
import { dryRunQuery, idempotencyHeaders } from '../transfers/transfer-schemas.ts';
import { linkAcceptedSchema, linkDryRunSchema, linkSchema } from './link-schemas.ts';
import type { PrepareLink, ReceivedLink } from './prepare-link.ts';
import type { LinkAnswer, PreparedLink } from './prepared-link.ts';
import { readLink } from './read-link.ts';

const schema = {
  summary: 'Ask for a PSE collection link',
  description:
    'Accepts a link for creating at Mono; where it is then told by the read side. A link is not a ' +
    'payment. The same key with the same command gets the first answer again, marked as replayed; ' +
    'with another command, 422.',
  tags: ['collection links'],
  headers: idempotencyHeaders,
  querystring: dryRunQuery,
  body: linkSchema,
  response: {
    200: linkDryRunSchema,
    202: linkAcceptedSchema,
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    422: problemSchema,
    503: problemSchema,
  },
};

/** What the route needs. */
export interface LinkApi {
  readonly logger: Logger;
  readonly prepare: PrepareLink;
  readonly door: OnceDoor<PreparedLink, LinkAnswer>;
  readonly count: CommandCounter;
  /** Where ledger-query answers; '' makes Location relative. */
  readonly queryBaseUrl: string;
}

/** Registers `POST /v1/collection-links`. */
export function registerLinkRoutes(server: HttpServer, api: LinkApi): void {
  const options = {
    schema,
    onRequest: authenticate('transfers:write'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/collection-links', options, async (request, reply) => {
    const isTrial = isDryRun(request.query);
    const prepared = await api.prepare(receivedOf(request));
    const collectionLinkId = prepared.id;
    if (isTrial) {
      const trial = await whileAvailable(api.logger, () => api.door.tryOut(prepared));
      if (trial.kind === 'rejected') throw rejectionProblem(trial.rejections);
      return reply
        .code(200)
        .send({ dryRun: true, collectionLinkId, outcome: trial.kind, entries: [] });
    }
    const outcome = await whileAvailable(api.logger, () => api.door.submit(prepared));
    api.count('http', outcome, 'collection-link');
    if (outcome.kind === 'rejected') throw rejectionProblem(outcome.rejections);
    const isReplay = outcome.kind === 'replayed';
    reply.header('location', `${api.queryBaseUrl}/v1/collection-links/${collectionLinkId}`);
    if (isReplay) reply.header('idempotent-replayed', 'true');
    return reply.code(202).send({ ...outcome.answer, replayed: isReplay });
  });
}

function receivedOf(request: AuthenticatedRequest & { readonly body: unknown }): ReceivedLink {
  const faults: Rejection[] = [];
  const idempotencyKey = readIdempotencyKey(request, faults);
  const read = readLink(request.body, { parseInstant });
  if (read.kind === 'faulty') faults.push(...read.faults);
  if (read.kind === 'faulty' || idempotencyKey === null) throw rejectionProblem(faults);
  const { command } = read;
  const principal = principalOf(request);
  if (!mayUseMonoAccount(principal, command.monoAccountId)) {
    throw rejectionProblem([accountNotAllowed('')]);
  }
  const { caller } = principal;
  return { caller, idempotencyKey, command, traceparent: request.traceparent };
}
