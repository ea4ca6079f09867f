import { createHmac } from 'node:crypto';
import { transferIdOf } from '@riel/ids';
import { monoSignatureHeader } from '@riel/mono-client';
import type { Caller } from '@riel/schemas';
import { monoId, rawRequest, transferObject, webhookBody } from '@riel/webhook/testing';

const MILLISECONDS = 1_000;

/**
 * Makes requests of which each settles another transfer. They are made from one template by writing
 * into a copy of it: the load shares the cores with what it measures.
 */
export function settlements(secret: string): () => Buffer {
  const id = monoId('trn');
  const transferId = transferIdOf('demo' as Caller, 'bench');
  const rawBody = Buffer.from(
    webhookBody('bank_transfer_approved', transferObject({ id, external_id: transferId })),
  );
  const signedAtSeconds = Math.floor(Date.now() / MILLISECONDS);
  const signature = monoSignatureHeader({ secret, signedAtSeconds, rawBody });
  const headers = { 'content-type': 'application/json', 'mono-signature': signature };
  const template = rawRequest(rawBody, headers);
  const bodyAt = template.length - rawBody.length;
  const digestAt = template.indexOf(signature) + signature.indexOf('v1=') + 3;
  const numberAt = [id, transferId].map((text) => template.indexOf(text) + text.length - 12);
  const signedPrefix = `${signedAtSeconds}.`;
  let count = 0;
  return () => {
    count += 1;
    const request = Buffer.from(template);
    for (const at of numberAt) request.write(count.toString(16).padStart(12, '0'), at, 'latin1');
    const hmac = createHmac('sha256', secret).update(signedPrefix);
    request.write(hmac.update(request.subarray(bodyAt)).digest('hex'), digestAt, 'latin1');
    return request;
  };
}
