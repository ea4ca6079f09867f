import { canonicalTables, readTablesFile } from '@riel/books';
import type { FileProblem } from '@riel/books';
import { authenticate, problem, problemSchema } from '@riel/http';
import type { HttpServer, ProblemError } from '@riel/http';
import type { TablesActivated } from '@riel/schemas';
import { Type } from 'typebox';
import { readMarkerEvent } from '../markers/read-marker-event.ts';
import { listMarkers } from '../markers/sql/list-markers.ts';
import type { ListedMarker } from '../markers/sql/list-markers.ts';
import { activateTables } from '../markers/write-marker.ts';
import type { AdminOptions } from './admin-options.ts';
import { authorSchema, markerAnswer, markerFields, reasonSchema } from './marker-schemas.ts';

/** One marker is one record of the log, and brokers take a megabyte. */
const TABLES_BYTES_MAX = 900_000;
/** Most problems that one answer names. */
const PROBLEMS_MAX = 100;

const tablesFields = {
  ...markerFields,
  tablesDigest: Type.String({ description: 'SHA-256 of the canonical JSON, hex' }),
};

const activationSchema = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 500, description: 'Its name, for problems' }),
    content: Type.String({ minLength: 1, description: 'The text of the file: JSON' }),
    author: authorSchema,
    reason: reasonSchema,
  },
  { additionalProperties: false },
);

/** `POST /admin/tables`, `GET /admin/tables` and `GET /admin/tables/{markerNumber}`. */
export const addTableRoutes = (server: HttpServer, options: AdminOptions): void => {
  addActivation(server, options);
  server.get(
    '/admin/tables',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'All tables that were ever activated, oldest first',
        response: { 200: Type.Object({ tables: Type.Array(Type.Object(tablesFields)) }) },
      },
    },
    async () => {
      const markers = await listMarkers(options.writer.database.kysely, 'TablesActivated');
      const read = await readAll(options, markers);
      return { tables: read.map(({ marker, event }) => tablesAnswer(marker, event)) };
    },
  );
  server.get(
    '/admin/tables/:markerNumber',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'The tables of one marker',
        params: Type.Object({ markerNumber: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
        response: {
          200: Type.Object({ ...tablesFields, content: Type.String({ description: 'JSON' }) }),
          404: problemSchema,
        },
      },
    },
    async (request) => {
      const { markerNumber } = request.params;
      const { kysely } = options.writer.database;
      const markers = await listMarkers(kysely, 'TablesActivated', markerNumber);
      const [found] = await readAll(options, markers);
      if (found === undefined) {
        const detail = `Marker ${markerNumber} is not there or activates no tables.`;
        throw problem({ status: 404, code: 'tables-unknown', detail });
      }
      return { ...tablesAnswer(found.marker, found.event), content: found.event.tables };
    },
  );
};

const addActivation = (server: HttpServer, options: AdminOptions): void => {
  server.post(
    '/admin/tables',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Put tables into force in every partition of the log, from here on',
        body: activationSchema,
        response: {
          200: Type.Object({
            kind: Type.Union([Type.Literal('activated'), Type.Literal('unchanged')], {
              description: 'unchanged: the newest tables are these already',
            }),
            markerNumber: Type.Integer(),
          }),
          400: problemSchema,
        },
      },
    },
    async (request) => {
      const { file, content, author, reason } = request.body;
      const read = readTablesFile(file, content);
      if (read.kind === 'invalid') {
        throw invalid(read.problems);
      }
      const tables = canonicalTables(read.tables);
      if (Buffer.byteLength(tables) > TABLES_BYTES_MAX) {
        const detail = `The tables take more than ${TABLES_BYTES_MAX} bytes in canonical form.`;
        throw problem({ status: 400, code: 'tables-too-large', detail });
      }
      return activateTables(options.writer, { tables, author, reason });
    },
  );
};

const invalid = (problems: readonly FileProblem[]): ProblemError =>
  problem({
    status: 400,
    code: 'tables-invalid',
    title: 'The tables cannot be put into force',
    detail: `${problems.length} problems; nothing was changed.`,
    errors: problems.slice(0, PROBLEMS_MAX).map(({ file, line, path, message }) => ({
      in: 'body',
      field: path,
      code: 'tables-invalid',
      message: `${file}:${line}: ${path === '' ? '' : `${path} `}${message}`,
    })),
  });

interface ReadMarker {
  readonly marker: ListedMarker;
  readonly event: TablesActivated;
}

const readAll = async (
  options: AdminOptions,
  markers: readonly ListedMarker[],
): Promise<readonly ReadMarker[]> => {
  const read: ReadMarker[] = [];
  for (const marker of markers) {
    read.push({ marker, event: await readMarkerEvent(options, marker, 'TablesActivated') });
  }
  return read;
};

const tablesAnswer = (marker: ListedMarker, event: TablesActivated) => ({
  ...markerAnswer(marker, event.reason),
  tablesDigest: event.tablesDigest,
});
