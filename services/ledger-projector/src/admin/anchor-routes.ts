import { authenticate } from '@riel/http';
import type { HttpServer } from '@riel/http';
import { Type } from 'typebox';
import { readAnchorLines } from '../anchors/sql/anchors.ts';
import type { AdminOptions } from './admin-options.ts';

const LINES_MAX = 500;

/** `GET /admin/anchors`. */
export const addAnchorRoutes = (server: HttpServer, { writer }: AdminOptions): void => {
  server.get(
    '/admin/anchors',
    {
      onRequest: authenticate('ops'),
      schema: {
        summary: 'Signed chain heads, oldest first',
        querystring: Type.Object({
          after: Type.Integer({
            minimum: 0,
            default: 0,
            description: 'Those above `next` of the page before',
          }),
        }),
        response: {
          200: Type.Object({
            anchors: Type.Array(Type.String(), { description: 'JSON, a line of a file each' }),
            next: Type.Union([Type.Integer(), Type.Null()], {
              description: 'Where the next page begins; null on the last one',
            }),
          }),
        },
      },
    },
    async (request) => {
      const { after } = request.query;
      const lines = await readAnchorLines(writer.database.kysely, { after, linesMax: LINES_MAX });
      const next = lines.length < LINES_MAX ? null : (lines.at(-1)?.dueAt ?? null);
      return { anchors: lines.map(({ line }) => line), next };
    },
  );
};
