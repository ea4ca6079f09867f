import { hash } from 'node:crypto';
import {
  problemBody,
  sendReady,
  takeRawBodies,
  type HttpServer,
  type ReadyAnswer,
} from '@riel/http';
import {
  normaliseWebhook,
  refusalOfHeader,
  verifyMonoSignature,
  type SignatureVerdict,
} from '@riel/mono-client';
import type { WebhookSecret } from '@riel/mono-client';
import { decideReceipt } from '../receipts/decide-receipt.ts';
import type { Receipt } from '../receipts/receipt.ts';

/** What the route needs. */
export interface WebhookRoutePorts {
  /** Active secrets, newest first. */
  readonly secrets: () => readonly WebhookSecret[];
  readonly nowSeconds: () => number;
  readonly toleranceSeconds: number;
  readonly futureToleranceSeconds: number;
  /**
   * Resolves once the webhook is durable, with the receipt as it was stored. Throws a problem with 503
   * if the database is away.
   */
  readonly store: (receipt: Receipt) => Promise<Receipt>;
  readonly onRefused: (reason: string) => void;
  readonly onReceived: (eventType: string, outcome: string) => void;
}

/** Path to which Mono sends. */
export const WEBHOOK_PATH = '/v1/webhooks/mono';

const SIGNATURE_HEADER = 'mono-signature';
const jsonType = /^application\/json\s*(?:;|$)/i;
const NO_BYTES = Buffer.alloc(0);

type Header = string | readonly string[] | undefined;

function verdictOf(ports: WebhookRoutePorts, header: Header, rawBody: Buffer): SignatureVerdict {
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
    digest: hash('sha256', rawBody, 'buffer'),
    signatureHeader,
    rawBody,
    secretId: verdict.secretId,
    signedAtSeconds: verdict.signedAtSeconds,
    isStale,
    traceparent,
    ...decision,
  };
}

// Made once: a flood of forgeries must cost as little as possible, and nobody learns why.
const refusalOf = (status: 401 | 415, code: string): ReadyAnswer => ({
  status,
  contentType: 'application/problem+json',
  text: JSON.stringify(problemBody({ status, code })),
});
const refusals = {
  401: refusalOf(401, 'signature-refused'),
  415: refusalOf(415, 'unsupported-media-type'),
};
const accepted: ReadyAnswer = {
  status: 200,
  contentType: 'application/json; charset=utf-8',
  text: JSON.stringify({ received: true }),
};

/** 200 as soon as the webhook is durable; what hinders it is answered like every error. */
async function answerOnceStored(
  reply: Parameters<typeof sendReady>[0] & { send(error: unknown): unknown },
  ports: WebhookRoutePorts,
  believed: Receipt,
): Promise<void> {
  try {
    const { eventType, outcome } = await ports.store(believed);
    ports.onReceived(eventType, outcome);
    sendReady(reply, accepted);
  } catch (error) {
    reply.send(error);
  }
}

function isPlainJson(headers: Readonly<Record<string, Header>>): boolean {
  const encoding = headers['content-encoding'];
  const type = headers['content-type'];
  const isPlain = encoding === undefined || encoding === 'identity';
  return isPlain && typeof type === 'string' && jsonType.test(type);
}

/**
 * `POST /v1/webhooks/mono`: the signature is checked on the raw bytes before a byte of them is believed.
 * 200 says that the webhook is durable; anything else has Mono repeat it. A header that no body could
 * fit is refused before the body is read.
 */
export async function addWebhookRoute(server: HttpServer, ports: WebhookRoutePorts): Promise<void> {
  await server.register(async (scope) => {
    takeRawBodies(scope);
    scope.post(
      WEBHOOK_PATH,
      {
        config: { isPublic: true },
        schema: { summary: "Mono's webhooks, signed in Mono-Signature", hide: true },
        onRequest: (request, reply, done) => {
          if (!isPlainJson(request.headers)) {
            ports.onRefused('media-type');
            sendReady(reply, refusals[415]);
            return;
          }
          const header = request.headers[SIGNATURE_HEADER];
          const refusal = refusalOfHeader({ header, secrets: ports.secrets() });
          if (refusal === null) {
            done();
            return;
          }
          ports.onRefused(refusal);
          sendReady(reply, refusals[401]);
        },
      },
      // No promise: what the framework does with one costs every webhook some turns of the event loop.
      (request, reply) => {
        const header = request.headers[SIGNATURE_HEADER];
        const rawBody = Buffer.isBuffer(request.body) ? request.body : NO_BYTES;
        const verdict = verdictOf(ports, header, rawBody);
        if (verdict.kind === 'refused') {
          ports.onRefused(verdict.reason);
          sendReady(reply, refusals[401]);
          return;
        }
        const signatureHeader = typeof header === 'string' ? header : (header?.[0] ?? '');
        const { traceparent } = request;
        const believed = receiptOf({ verdict, signatureHeader, rawBody, traceparent });
        void answerOnceStored(reply, ports, believed);
      },
    );
  });
}
