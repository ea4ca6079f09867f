import { authenticate, mayUseMonoAccount, principalOf, problem, type HttpServer } from '@riel/http';
import { parseInstant } from '@riel/runtime';
import type { MonoAccountId } from '@riel/schemas';
import { parseMinorUnits } from '@riel/money';
import type { ReportLine } from '../imports/decide-line.ts';
import { importReport } from '../imports/import-report.ts';
import type { DriftRoutePorts } from './drift-routes.ts';
import { importSchema } from './schemas.ts';
import type { Static } from 'typebox';

type LineBody = Static<typeof importSchema>['lines'][number];

const COLUMN_TYPE_UNKNOWN = 'unknown';

function lineOf(body: LineBody, index: number): ReportLine {
  const amount = parseMinorUnits(body.amount);
  const transactionAt = parseInstant(body.transactionAt);
  if (amount.kind === 'invalid' || transactionAt === null) {
    const field = amount.kind === 'invalid' ? 'amount' : 'transactionAt';
    throw problem({
      status: 400,
      code: 'invalid-line',
      errors: [
        {
          field: `/lines/${index}/${field}`,
          in: 'body',
          code: 'invalid',
          message: 'cannot be read',
        },
      ],
    });
  }
  return {
    id: body.id,
    monoAccountId: body.monoAccountId,
    amount: amount.minorUnits,
    currency: body.currency,
    transactionAt,
    type: body.type ?? COLUMN_TYPE_UNKNOWN,
    rail: body.rail ?? null,
  };
}

/** `POST /v1/report-imports`: lines of Mono's exported report. */
export function addImportRoutes(server: HttpServer, ports: DriftRoutePorts): void {
  server.post(
    '/v1/report-imports',
    {
      onRequest: authenticate('ops'),
      schema: { summary: "Book what only Mono's exported report tells", body: importSchema },
    },
    async (request) => {
      const principal = principalOf(request);
      const lines = request.body.lines.map(lineOf);
      const isForbidden = lines.some(
        (line) => !mayUseMonoAccount(principal, line.monoAccountId as MonoAccountId),
      );
      if (isForbidden) {
        throw problem({
          status: 403,
          code: 'mono-account-forbidden',
          detail: 'A line names a Mono account that the key may not use.',
        });
      }
      const author = `${request.body.author} (${principal.keyId})`;
      const force = request.body.force ?? false;
      const outcomes = await importReport({ lines, author, force }, ports.runs);
      ports.onEvents();
      return { lines: outcomes };
    },
  );
}
