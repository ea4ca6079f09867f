import { Type } from 'typebox';
import { authenticate, principalOf, problem, problemSchema, type HttpServer } from '@riel/http';
import type { ReadOnly } from '../read-only.ts';
import { maySeeTransfer } from '../visibility.ts';
import { readTransfer } from './read-transfer.ts';
import { transferAnswer } from './transfer-answer.ts';
import { transferSchema } from './transfer-schema.ts';

/** `GET /v1/transfers/{id}`: a transfer with its timeline and entries. */
export function addTransferRoutes(
  server: HttpServer,
  readOnly: ReadOnly,
  options: { readonly retryAfterSeconds: number },
): void {
  server.get(
    '/v1/transfers/:transferId',
    {
      onRequest: authenticate('transfers:read'),
      schema: {
        summary: 'One transfer with its timeline and entries',
        params: Type.Object({ transferId: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: { 200: transferSchema, 404: problemSchema },
      },
    },
    async (request) => {
      const { transferId } = request.params;
      const record = await readOnly((transaction) => readTransfer(transaction, transferId));
      // A transfer that the key may not see is answered like one that is not there.
      if (record === null || !maySeeTransfer(principalOf(request), record.transfer)) {
        throw problem({
          status: 404,
          code: 'not-yet-visible',
          detail: 'The ledger has no such transfer, or has not read it yet.',
          headers: { 'retry-after': String(options.retryAfterSeconds) },
        });
      }
      return transferAnswer(record);
    },
  );
}
