import { authenticate, problem, problemSchema } from '@riel/http';
import { formatInstant } from '@riel/runtime';
import type { SealedBlob } from '@riel/schemas';
import { Type } from 'typebox';
import { proveOriginal, type OpenedOriginal, type Proof } from '../evidence/prove-original.ts';
import { readEvidence, type StoredEvidence } from '../evidence/read-evidence.ts';
import { replayOriginal } from '../evidence/replay-original.ts';
import { recordOperation } from '../operations/operations.ts';
import { actorOf, authorSchema, type HttpServer, type OpsPorts } from './ops-ports.ts';

const ORIGINAL_BYTES_MAX = 1_048_576;
const params = Type.Object({ evidenceId: Type.String({ format: 'uuid' }) });
const originalFields = {
  signatureHeader: Type.String({ minLength: 1, maxLength: 1_024 }),
  /** Base64. */
  rawBody: Type.String({ minLength: 1 }),
  author: authorSchema,
};
const base64 = Type.String({ description: 'base64' });

const sealedSchema = Type.Object({
  version: Type.Integer(),
  dataKeyId: Type.String(),
  nonce: base64,
  ciphertext: base64,
  recipients: Type.Array(
    Type.Object({ keyId: Type.String(), encapsulatedKey: base64, sealedKey: base64 }),
  ),
});

const evidenceFields = {
  evidenceId: Type.String(),
  eventType: Type.String(),
  receivedAt: Type.String(),
  signedAtSeconds: Type.Integer(),
  wasStale: Type.Boolean(),
  secretId: Type.String(),
  digest: Type.String({ description: 'SHA-256 of the body, hex' }),
};

const text = (bytes: Buffer): string => bytes.toString('base64');

const sealedText = (sealed: SealedBlob) => ({
  version: sealed.version,
  dataKeyId: sealed.dataKeyId,
  nonce: text(sealed.nonce),
  ciphertext: text(sealed.ciphertext),
  recipients: sealed.recipients.map((recipient) => ({
    keyId: recipient.keyId,
    encapsulatedKey: text(recipient.encapsulatedKey),
    sealedKey: text(recipient.sealedKey),
  })),
});

const summaryOf = (evidence: StoredEvidence) => ({
  evidenceId: evidence.evidenceId,
  eventType: evidence.eventType,
  receivedAt: formatInstant(evidence.receivedAt),
  signedAtSeconds: evidence.signedAtSeconds,
  wasStale: evidence.wasStale,
  secretId: evidence.secretId,
  digest: evidence.digest.toString('hex'),
});

const originalOf = (body: { signatureHeader: string; rawBody: string }): OpenedOriginal => ({
  signatureHeader: body.signatureHeader,
  rawBody: Buffer.from(body.rawBody, 'base64'),
});

async function evidenceOf(ports: OpsPorts, evidenceId: string): Promise<StoredEvidence> {
  const evidence = await readEvidence(ports.database.kysely, evidenceId);
  if (evidence === null) throw problem({ status: 404, code: 'unknown-evidence' });
  return evidence;
}

function registerReading(server: HttpServer, ports: OpsPorts): void {
  const schema = {
    summary: 'The sealed original of a webhook; only a reader key opens it',
    tags: ['webhooks'],
    params,
    response: {
      200: Type.Object({ ...evidenceFields, sealed: sealedSchema }),
      404: problemSchema,
    },
  };
  const options = { onRequest: authenticate('ops'), schema };
  server.get('/v1/webhooks/evidence/:evidenceId', options, async (request) => {
    const evidence = await evidenceOf(ports, request.params.evidenceId);
    return { ...summaryOf(evidence), sealed: sealedText(evidence.sealed) };
  });
}

const isProven = ({ isDigestEqual, signature }: Proof): boolean =>
  isDigestEqual && signature === 'true';

function registerVerifying(server: HttpServer, ports: OpsPorts): void {
  const schema = {
    summary: 'Prove an opened original again: its digest and its signature',
    tags: ['webhooks'],
    params,
    body: Type.Object(originalFields, { additionalProperties: false }),
    response: {
      200: Type.Object({
        ...evidenceFields,
        isProven: Type.Boolean(),
        isDigestEqual: Type.Boolean(),
        signature: Type.String(),
      }),
      404: problemSchema,
    },
  };
  const options = { onRequest: authenticate('ops'), schema, bodyLimit: ORIGINAL_BYTES_MAX };
  server.post('/v1/webhooks/evidence/:evidenceId/verify', options, async (request) => {
    const evidence = await evidenceOf(ports, request.params.evidenceId);
    const proof = proveOriginal(evidence, originalOf(request.body), ports.ring.all());
    const outcome = isProven(proof) ? 'proven' : 'not-proven';
    const target = evidence.evidenceId;
    const operation = { action: 'verify', target, reason: null, outcome } as const;
    await recordOperation(
      ports.database.kysely,
      { ...operation, ...actorOf(request, request.body.author) },
      ports.now(),
    );
    return { ...summaryOf(evidence), ...proof, isProven: isProven(proof) };
  });
}

function registerReplaying(server: HttpServer, ports: OpsPorts): void {
  const reason = Type.String({ minLength: 1, maxLength: 500 });
  const schema = {
    summary: 'Publish what a proven original says again, under the same event id',
    tags: ['webhooks'],
    params,
    body: Type.Object({ ...originalFields, reason }, { additionalProperties: false }),
    response: {
      200: Type.Object({
        outcome: Type.String(),
        eventId: Type.Optional(Type.String()),
        eventName: Type.Optional(Type.String()),
        reason: Type.Optional(Type.String()),
      }),
      404: problemSchema,
      409: problemSchema,
    },
  };
  const options = { onRequest: authenticate('ops'), schema, bodyLimit: ORIGINAL_BYTES_MAX };
  server.post('/v1/webhooks/evidence/:evidenceId/replay', options, async (request) => {
    const evidence = await evidenceOf(ports, request.params.evidenceId);
    const original = originalOf(request.body);
    const proof = proveOriginal(evidence, original, ports.ring.all());
    // The digest was stored only after the signature had been found true; a secret may be gone since.
    if (!proof.isDigestEqual || proof.signature === 'false') {
      throw problem({ status: 409, code: 'not-proven' });
    }
    const { author, reason: why } = request.body;
    const by = { ...actorOf(request, author), reason: why };
    const replayed = await replayOriginal(ports, { evidence, original }, by);
    switch (replayed.kind) {
      case 'published':
        return {
          outcome: 'published',
          eventId: replayed.eventId,
          eventName: replayed.eventName,
        };
      case 'look-up':
        return { outcome: 'look-up', reason: replayed.reason };
      case 'nothing-to-publish':
        return { outcome: 'nothing-to-publish', reason: replayed.outcome };
    }
  });
}

/** Registers reading, verifying and replaying of evidence. */
export function registerEvidenceRoutes(server: HttpServer, ports: OpsPorts): void {
  registerReading(server, ports);
  registerVerifying(server, ports);
  registerReplaying(server, ports);
}
