import { createHash } from 'node:crypto';
import { problem, takeRawBodies, type HttpServer } from '@riel/http';
import {
  normaliseWebhook,
  verifyMonoSignature,
  type SignatureVerdict,
  type WebhookSecret,
} from '@riel/mono-client';
import { decideReceipt } from '../receipts/decide-receipt.ts';
import type { Receipt } from '../receipts/receipt.ts';
import type { Stored } from '../receipts/store-receipts.ts';

/** What the route needs. */
export interface WebhookRoutePorts {
  /** Active secrets, newest first. */
  readonly secrets: () => readonly WebhookSecret[];
  readonly nowSeconds: () => number;
  readonly toleranceSeconds: number;
  readonly futureToleranceSeconds: number;
  /** Resolves once the webhook is durable. Throws a problem with 503 if the database is away. */
  readonly store: (receipt: Receipt) => Promise<Stored>;
  readonly onRefused: (reason: string) => void;
  readonly onReceived: (eventType: string, outcome: string) => void;
}

/** Path to which Mono sends. */
export const WEBHOOK_PATH = '/v1/webhooks/mono';

const SIGNATURE_HEADER = 'mono-signature';
const jsonType = /^application\/json\b/i;

function verdictOf(
  ports: WebhookRoutePorts,
  header: string | readonly string[] | undefined,
  rawBody: Buffer,
): SignatureVerdict {
  return verifyMonoSignature({
    header,
    rawBody,
    secrets: ports.secrets(),
    nowSeconds: ports.nowSeconds(),
    toleranceSeconds: ports.toleranceSeconds,
    futureToleranceSeconds: ports.futureToleranceSeconds,
  });
}

interface Believed {
  readonly verdict: Exclude<SignatureVerdict, { kind: 'refused' }>;
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
  readonly traceparent: string;
}

/** What the webhook says, now that its signature was found true. */
function receiptOf({ verdict, signatureHeader, rawBody, traceparent }: Believed): Receipt {
  const isStale = verdict.kind === 'stale';
  const decision = decideReceipt(normaliseWebhook(rawBody, { staleSignature: isStale }), isStale);
  return {
    digest: createHash('sha256').update(rawBody).digest(),
    signatureHeader,
    rawBody,
    secretId: verdict.secretId,
    signedAtSeconds: verdict.signedAtSeconds,
    traceparent,
    ...decision,
  };
}

/**
 * `POST /v1/webhooks/mono`: the signature is checked on the raw bytes before a byte of them is believed. 200
 * says that the webhook is durable; anything else has Mono repeat it.
 */
export async function addWebhookRoute(server: HttpServer, ports: WebhookRoutePorts): Promise<void> {
  await server.register(async (scope) => {
    takeRawBodies(scope);
    scope.post(
      WEBHOOK_PATH,
      {
        config: { isPublic: true },
        schema: { summary: "Mono's webhooks, signed in Mono-Signature", hide: true },
        onRequest: async (request) => {
          const encoded = request.headers['content-encoding'] !== undefined;
          const isJson = jsonType.test(request.headers['content-type'] ?? '');
          if (isJson && !encoded) return;
          ports.onRefused('media-type');
          throw problem({ status: 415, code: 'unsupported-media-type' });
        },
      },
      async (request, reply) => {
        const header = request.headers[SIGNATURE_HEADER];
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const verdict = verdictOf(ports, header, rawBody);
        if (verdict.kind === 'refused') {
          ports.onRefused(verdict.reason);
          throw problem({ status: 401, code: 'signature-refused' });
        }
        const signatureHeader = typeof header === 'string' ? header : (header?.[0] ?? '');
        const { traceparent } = request;
        const receipt = receiptOf({ verdict, signatureHeader, rawBody, traceparent });
        await ports.store(receipt);
        ports.onReceived(receipt.eventType, receipt.outcome);
        return await reply.code(200).send({ received: true });
      },
    );
  });
}
