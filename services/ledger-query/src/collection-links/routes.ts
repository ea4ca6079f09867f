import { Type } from 'typebox';
import { authenticate, principalOf, problem, problemSchema, type HttpServer } from '@riel/http';
import type { Instant } from '@riel/schemas';
import type { ReadOnly } from '../read-only.ts';
import { maySeeTransfer } from '../visibility.ts';
import { linkAnswer } from './link-answer.ts';
import { linkSchema } from './link-schema.ts';
import { readLink } from './read-link.ts';

const uuid = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';

/** `GET /v1/collection-links/{id}`: a link with its intents and what they booked. */
export function addCollectionLinkRoutes(
  server: HttpServer,
  readOnly: ReadOnly,
  options: { readonly now: () => Instant; readonly retryAfterSeconds: number },
): void {
  server.get(
    '/v1/collection-links/:collectionLinkId',
    {
      onRequest: authenticate('transfers:read'),
      schema: {
        summary: 'One PSE collection link with what was paid by it',
        params: Type.Object({ collectionLinkId: Type.String({ pattern: uuid }) }),
        response: { 200: linkSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const collectionLinkId = request.params.collectionLinkId.toLowerCase();
      const record = await readOnly((transaction) => readLink(transaction, collectionLinkId));
      // A link that the key may not see is answered like one that is not there.
      if (record === null || !maySeeTransfer(principalOf(request), record.link)) {
        throw problem({
          status: 404,
          code: 'not-yet-visible',
          detail: 'The ledger has no such collection link, or has not read it yet.',
          headers: { 'retry-after': String(options.retryAfterSeconds) },
        });
      }
      return linkAnswer(record, options.now());
    },
  );
}
