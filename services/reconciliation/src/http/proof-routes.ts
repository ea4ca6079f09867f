import { authenticate, principalOf, problem, type HttpServer } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { readMovements } from '../ledger/read-cash.ts';
import { readLineEntries, type EntryPlace, type LineEntry } from '../ledger/read-line-entries.ts';
import { lineNameOf } from '../proof/lines-of.ts';
import { visibleRun, type RunRoutePorts } from './run-routes.ts';
import { entriesQuerySchema, proofLineSchema } from './schemas.ts';

const ENTRIES_OF_A_PAGE = 100;

function placeOf(after: string | undefined): EntryPlace {
  const [factId = '0', entryNumber = '0'] = (after ?? '0-0').split('-');
  return after === undefined
    ? { factId: 0n, entryNumber: -1 }
    : { factId: BigInt(factId), entryNumber: Number(entryNumber) };
}

const entryAnswer = ({ factId, amount, occurredAt, ...entry }: LineEntry) => ({
  ...entry,
  factId: factId.toString(),
  amount: amount.toString(),
  occurredAt: formatInstant(occurredAt as Instant),
});

/**
 * `GET /v1/reconciliations/{runId}/proof/{line}/entries`: the entries that a line of the proof sums, and
 * no other, also when more has been booked since: the proof holds the last fact of each partition.
 */
export function addProofRoutes(server: HttpServer, ports: Pick<RunRoutePorts, 'runs'>): void {
  const { kysely } = ports.runs.database;
  server.get(
    '/v1/reconciliations/:runId/proof/:line/entries',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'The entries of a line of the balance proof',
        params: proofLineSchema,
        querystring: entriesQuerySchema,
      },
    },
    async (request) => {
      const run = await visibleRun(ports, principalOf(request), request.params.runId);
      const { proof } = run.progress;
      if (proof === null) {
        throw problem({ status: 404, code: 'no-proof', detail: `The run is ${run.status}.` });
      }
      const { monoAccountId } = run;
      const line = proof.lines.find(({ name }) => name === request.params.line);
      const { openingAt: from, closingAt: until, currency, bookedUpTo } = proof;
      const window = { from, until, currency, bookedUpTo };
      const movements = await readMovements(kysely, monoAccountId, window);
      const limit = request.query.limit ?? ENTRIES_OF_A_PAGE;
      const entries = await readLineEntries(kysely, monoAccountId, {
        window,
        parts: movements.filter((one) => lineNameOf(one) === request.params.line),
        after: placeOf(request.query.after),
        limit,
      });
      const last = entries.length < limit ? undefined : entries.at(-1);
      return {
        line: request.params.line,
        amount: (line?.amount ?? 0n).toString(),
        currency,
        entriesCount: line?.entries ?? 0,
        entries: entries.map(entryAnswer),
        next: last === undefined ? null : `${last.factId}-${last.entryNumber}`,
      };
    },
  );
}
