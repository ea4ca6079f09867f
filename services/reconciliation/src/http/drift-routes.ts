import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problem,
  type HttpServer,
  type Principal,
} from '@riel/http';
import type { MonoAccountId } from '@riel/schemas';
import { resolveByPerson, type ResolutionOutcome } from '../drift/resolve-by-person.ts';
import { readDrift, readDrifts, type Drift } from '../drift/sql/read-drifts.ts';
import type { RunPorts } from '../runs/step.ts';
import { driftAnswer } from './answers.ts';
import { driftIdSchema, driftQuerySchema, resolutionSchema } from './schemas.ts';

/** What the routes of drift need. */
export interface DriftRoutePorts {
  readonly runs: Pick<RunPorts, 'database' | 'events' | 'now'>;
  /** Told that events were written. */
  readonly onEvents: () => void;
}

const maySee = (principal: Principal, { monoAccountId }: Drift): boolean =>
  monoAccountId === null
    ? principal.monoAccounts === 'all'
    : mayUseMonoAccount(principal, monoAccountId as MonoAccountId);

/** `GET /v1/drift`, `GET /v1/drift/{id}` and `POST /v1/drift/{id}/resolve`. */
export function addDriftRoutes(server: HttpServer, ports: DriftRoutePorts): void {
  const { kysely } = ports.runs.database;
  const visibleDrift = async (principal: Principal, driftId: string): Promise<Drift> => {
    const drift = await readDrift(kysely, driftId);
    if (drift !== null && maySee(principal, drift)) return drift;
    throw problem({ status: 404, code: 'drift-unknown', detail: 'No such drift.' });
  };
  server.get(
    '/v1/drift',
    {
      onRequest: authenticate('ops'),
      schema: { summary: 'Drift, the oldest first', querystring: driftQuerySchema },
    },
    async (request) => {
      const { monoAccounts } = principalOf(request);
      const { status, kind, monoAccountId, limit } = request.query;
      const own = monoAccounts === 'all' ? null : [...monoAccounts];
      const wanted = monoAccountId === undefined ? own : [monoAccountId];
      const monoAccountIds =
        own === null || wanted === null
          ? wanted
          : wanted.filter((id) => own.includes(id as MonoAccountId));
      const drifts = await readDrifts(kysely, {
        status: status ?? null,
        kind: kind ?? null,
        monoAccountIds,
        limit: limit ?? 100,
      });
      return { drift: drifts.map(driftAnswer) };
    },
  );
  server.get(
    '/v1/drift/:driftId',
    { onRequest: authenticate('ops'), schema: { summary: 'One drift', params: driftIdSchema } },
    async (request) =>
      driftAnswer(await visibleDrift(principalOf(request), request.params.driftId)),
  );
  server.post(
    '/v1/drift/:driftId/resolve',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Resolve a drift, with a reason; with a rail, correct the rail',
        params: driftIdSchema,
        body: resolutionSchema,
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { driftId } = await visibleDrift(principal, request.params.driftId);
      const { author, reason, rail } = request.body;
      const outcome = await resolveByPerson(
        // The key says who could have been it, the author who it was.
        { driftId, author: `${author} (${principal.keyId})`, reason, rail: rail ?? null },
        ports.runs,
      );
      refuse(outcome);
      ports.onEvents();
      return driftAnswer(await visibleDrift(principal, driftId));
    },
  );
}

function refuse(outcome: ResolutionOutcome): void {
  if (outcome.kind === 'resolved') return;
  if (outcome.kind === 'unknown') {
    throw problem({ status: 404, code: 'drift-unknown', detail: 'No such drift.' });
  }
  if (outcome.kind === 'already-resolved') {
    throw problem({
      status: 409,
      code: 'drift-resolved',
      detail: 'The drift is resolved already.',
    });
  }
  throw problem({
    status: 422,
    code: 'no-settlement',
    detail: 'The drift is about no settled transfer, so there is no rail to correct.',
  });
}
