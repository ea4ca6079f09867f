import { authenticate, problem, problemSchema } from '@riel/http';
import type { HttpServer, ProblemError } from '@riel/http';
import { Type } from 'typebox';
import { readMarkerEvent } from '../markers/read-marker-event.ts';
import { listMarkers } from '../markers/sql/list-markers.ts';
import { closePeriod } from '../periods/close-period.ts';
import type { ClosingPorts } from '../periods/close-period.ts';
import type { Obstacle } from '../periods/decide-closing.ts';
import type { AdminOptions } from './admin-options.ts';
import { authorSchema, markerAnswer, markerFields, reasonSchema } from './marker-schemas.ts';

const RETRY_AFTER_SECONDS = 5;

const closingSchema = Type.Object(
  {
    period: Type.String({
      pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
      description: 'Month to close, YYYY-MM',
    }),
    author: authorSchema,
    reason: Type.Optional(reasonSchema),
    force: Type.Optional(
      Type.Boolean({ description: 'Close over open suspense or drift; wants a reason' }),
    ),
    reconciliationRunIds: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^,]+$' }), {
        maxItems: 100,
        uniqueItems: true,
        description: 'Runs that show it without drift; one is of one Mono account',
      }),
    ),
  },
  { additionalProperties: false },
);

const obstacleSchema = Type.Object({ code: Type.String(), message: Type.String() });

const periodSchema = Type.Object({
  ...markerFields,
  period: Type.String(),
  forced: Type.Boolean({ description: 'Closed over open suspense or drift' }),
  reconciliationRunId: Type.Union([Type.String(), Type.Null()], {
    description: 'Runs that were named, separated by commas',
  }),
});

/** `POST /admin/periods` and `GET /admin/periods`. */
export const addPeriodRoutes = (server: HttpServer, options: AdminOptions & ClosingPorts): void => {
  addClosing(server, options);
  server.get(
    '/admin/periods',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Closed months, oldest first',
        response: { 200: Type.Object({ periods: Type.Array(periodSchema) }) },
      },
    },
    async () => {
      const markers = await listMarkers(options.writer.database.kysely, 'PeriodClosed');
      const periods = [];
      for (const marker of markers) {
        const event = await readMarkerEvent(options, marker, 'PeriodClosed');
        const { period, forced, reconciliationRunId, reason } = event;
        periods.push({ ...markerAnswer(marker, reason), period, forced, reconciliationRunId });
      }
      return { periods };
    },
  );
};

const addClosing = (server: HttpServer, options: AdminOptions & ClosingPorts): void => {
  server.post(
    '/admin/periods',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Close a month for good: nothing gets a booking date in it from here on',
        body: closingSchema,
        response: {
          200: Type.Object({
            period: Type.String(),
            markerNumber: Type.Integer(),
            over: Type.Array(obstacleSchema, { description: 'What was open and forced' }),
          }),
          400: problemSchema,
          409: problemSchema,
          503: problemSchema,
        },
      },
    },
    async (request) => {
      const { period, author, reason = null, force = false } = request.body;
      if (force && reason === null) {
        throw reasonMissing();
      }
      const closing = await closePeriod(options, {
        period,
        author,
        reason,
        isForced: force,
        reconciliationRunIds: request.body.reconciliationRunIds ?? [],
      });
      if (closing.kind === 'behind') {
        throw behind();
      }
      if (closing.kind === 'refused') {
        throw refused(period, closing.obstacles);
      }
      const { markerNumber, over } = closing;
      return { period, markerNumber, over: over.map(({ code, message }) => ({ code, message })) };
    },
  );
};

const reasonMissing = (): ProblemError =>
  problem({
    status: 400,
    code: 'validation-failed',
    detail: 'Whoever forces a closing says why.',
    errors: [
      { in: 'body', field: '/reason', code: 'required', message: 'must be given with force' },
    ],
  });

const behind = (): ProblemError =>
  problem({
    status: 503,
    code: 'ledger-behind',
    detail: 'The ledger has not booked yet what the log holds.',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });

const refused = (period: string, obstacles: readonly Obstacle[]): ProblemError =>
  problem({
    status: 409,
    code: obstacles[0]?.code ?? 'period-open',
    title: 'The month stays open',
    detail: `${period} was not closed.`,
    errors: obstacles.map(({ code, message }) => ({ in: 'body', field: '/period', code, message })),
  });
