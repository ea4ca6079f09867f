import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../core/world.ts';
import { hangUp, strikesEarly } from '../faults/early-faults.ts';
import type { RequestKind } from '../faults/fault-rule.ts';
import { QueryParameters } from './query-parameters.ts';

/** A handler of a reading endpoint: the early faults, then the answer as JSON. */
export function reading(
  world: World,
  kind: RequestKind,
  read: (query: QueryParameters, parameters: Readonly<Record<string, string>>) => object,
) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const query = new QueryParameters(request.url);
    const externalId = query.text('external_id');
    const externalIds = externalId === null ? [] : [externalId];
    const accountId = query.text('account_id');
    if (strikesEarly(world.faults, { on: kind, externalIds, accountId }) === 'hang-up') {
      return hangUp(reply);
    }
    const answer = read(query, request.params as Readonly<Record<string, string>>);
    return reply.type('application/json').send(JSON.stringify(answer));
  };
}
