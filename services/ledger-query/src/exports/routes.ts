import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { authenticate, principalOf, problemSchema, type HttpServer } from '@riel/http';
import { createSemaphore } from '@riel/runtime';
import { entryFields } from '../entries/routes.ts';
import { lastDayOf } from '../paging/page-schemas.ts';
import { isFinal } from '../position/cut-off.ts';
import { positionAnswer } from '../position/position-schema.ts';
import type { ReadOnly } from '../read-only.ts';
import { visibleMonoAccounts } from '../visibility.ts';
import { beancountFormat } from './beancount-format.ts';
import { csvFormat } from './csv-format.ts';
import { exportJournal } from './export-journal.ts';
import type { ExportFormat } from './export-format.ts';
import { hledgerFormat } from './hledger-format.ts';
import { jsonlFormat } from './jsonl-format.ts';

const formats = {
  csv: csvFormat,
  jsonl: jsonlFormat,
  hledger: hledgerFormat,
  beancount: beancountFormat,
} as const satisfies Readonly<Record<string, ExportFormat>>;

const querySchema = Type.Object(
  {
    format: Type.Union(
      [
        Type.Literal('csv'),
        Type.Literal('jsonl'),
        Type.Literal('hledger'),
        Type.Literal('beancount'),
      ],
      { description: 'How the journal is written' },
    ),
    ...entryFields,
  },
  { additionalProperties: false },
);

/**
 * `GET /v1/exports/journal`.
 *
 * @param options how many exports may run at once; each holds a connection to the database. One more is
 *   answered 503.
 */
export function addExportRoutes(
  server: HttpServer,
  readOnly: ReadOnly,
  options: { readonly exportsConcurrentMax: number },
): void {
  const semaphore = createSemaphore({ permits: options.exportsConcurrentMax, waitersMax: 0 });
  server.get(
    '/v1/exports/journal',
    {
      onRequest: authenticate('ledger:read'),
      schema: {
        summary: 'The journal by booking date, streamed as csv, jsonl, hledger or beancount',
        description:
          'The headers riel-position (JSON) and riel-final say what it was computed from. An ' +
          'export that fails on its way ends without the last chunk of its body.',
        querystring: querySchema,
        response: {
          200: Type.Unsafe<Readable>(Type.String({ description: 'The journal in that format' })),
          400: problemSchema,
          503: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const { format: name, from, knownAt, account, kind, subject } = request.query;
      const to = lastDayOf(request.query);
      const monoAccountIds = visibleMonoAccounts(principalOf(request));
      const question = { from, to, knownAt, account, kind, subject, monoAccountIds };
      const format = formats[name];
      const { promise, resolve, reject } =
        Promise.withResolvers<Awaited<ReturnType<typeof exportJournal>>>();
      // The permit is held until the last byte has left.
      const running = semaphore.run(async () => {
        const journal = await exportJournal(readOnly, question, format);
        const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
        journal.stream.once('close', onClose);
        resolve(journal);
        await closed;
      });
      running.catch(reject);
      const { head, stream } = await promise;
      return reply
        .type(format.contentType)
        .header('content-disposition', `attachment; filename="${format.fileName}"`)
        .header('riel-position', JSON.stringify(positionAnswer(head.position)))
        .header('riel-final', String(isFinal(head.position, knownAt)))
        .send(stream);
    },
  );
}
