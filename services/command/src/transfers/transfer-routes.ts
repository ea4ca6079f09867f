import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problemSchema,
  type HttpServer,
} from '@riel/http';
import { parseInstant } from '@riel/runtime';
import type { AuthenticatedRequest, CommandApi } from '../http/api.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { isDryRun } from '../http/query-parameters.ts';
import { rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import type { AcceptedAnswer } from './acceptance.ts';
import { expectedEntries } from './expected-entries.ts';
import type { ReceivedTransfer } from './prepare-transfer.ts';
import { readTransfer } from './read-transfer.ts';
import type { Rejection } from './rejection.ts';
import {
  acceptedSchema,
  dryRunQuery,
  dryRunSchema,
  idempotencyHeaders,
  transferSchema,
} from './transfer-schemas.ts';

const schema = {
  summary: 'Ask for a transfer',
  description:
    'Accepts a transfer for sending; 202 says nothing of settlement. The same key with the same ' +
    'command gets the first answer again, marked as replayed; with another command, 422.',
  tags: ['transfers'],
  headers: idempotencyHeaders,
  querystring: dryRunQuery,
  body: transferSchema,
  response: {
    200: dryRunSchema,
    202: acceptedSchema,
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    422: problemSchema,
    503: problemSchema,
  },
};

/** Registers `POST /v1/transfers`. */
export function registerTransferRoutes(server: HttpServer, api: CommandApi): void {
  const options = {
    schema,
    onRequest: authenticate('transfers:write'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/transfers', options, async (request, reply) => {
    const isTrial = isDryRun(request.query);
    const received = receivedOf(request);
    const prepared = await api.prepare(received);
    if (isTrial) {
      const outcomes = await whileAvailable(api.logger, () => api.door.tryOut([prepared]));
      const [outcome] = outcomes;
      if (outcome === undefined || outcome.kind === 'rejected') {
        throw rejectionProblem(outcome?.rejections ?? []);
      }
      return reply.code(200).send({
        dryRun: true,
        transferId: prepared.transferId,
        outcome: outcome.kind,
        bankCodeChecked: prepared.answer.bankCodeChecked,
        entries: [...expectedEntries(received, prepared)],
      });
    }
    const outcome = await whileAvailable(api.logger, () => api.door.submit(prepared));
    api.count('http', outcome);
    if (outcome.kind === 'rejected') throw rejectionProblem(outcome.rejections);
    const isReplay = outcome.kind === 'replayed';
    reply.header('location', locationOf(api, outcome.answer));
    if (isReplay) reply.header('idempotent-replayed', 'true');
    return reply.code(202).send({ ...outcome.answer, replayed: isReplay });
  });
}

/** Where the read side will show the transfer. */
export const locationOf = (api: CommandApi, { transferId }: AcceptedAnswer): string =>
  `${api.queryBaseUrl}/v1/transfers/${transferId}`;

function receivedOf(request: AuthenticatedRequest): ReceivedTransfer {
  const faults: Rejection[] = [];
  const idempotencyKey = readIdempotencyKey(request, faults);
  const read = readTransfer(request.body, { parseInstant });
  if (read.kind === 'faulty') faults.push(...read.faults);
  if (read.kind === 'faulty' || idempotencyKey === null) throw rejectionProblem(faults);
  const principal = principalOf(request);
  if (!mayUseMonoAccount(principal, read.command.monoAccountId)) {
    throw rejectionProblem([accountNotAllowed('')]);
  }
  const { caller } = principal;
  const { traceparent } = request;
  return {
    caller,
    idempotencyKey,
    command: read.command,
    door: 'http',
    traceparent,
  };
}

/** The rejection of an account that the API key is not bound to. */
export const accountNotAllowed = (path: string): Rejection => ({
  field: `${path}monoAccountId`,
  code: 'mono-account-not-allowed',
  message: 'is not one of the Mono accounts of this API key',
});
