import type { Environment } from '@riel/runtime';
import { createOpener, loadKeyFile } from '@riel/sealing';
import { EVIDENCE_EVENT_NAME, readOriginal } from '@riel/webhook';

import { EvidenceError, UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

/** Evidence as the webhook service gives it, with what was sealed opened here. */
export interface OpenedEvidence {
  readonly evidenceId: string;
  readonly eventType: string;
  readonly receivedAt: string;
  readonly secretId: string;
  /** As it is sent to be verified or replayed: the header, and the body in base64. */
  readonly original: { readonly signatureHeader: string; readonly rawBody: string };
}

interface SealedEvidence extends Omit<OpenedEvidence, 'original'> {
  readonly sealed: {
    readonly version: number;
    readonly dataKeyId: string;
    readonly nonce: string;
    readonly ciphertext: string;
    readonly recipients: readonly {
      readonly keyId: string;
      readonly encapsulatedKey: string;
      readonly sealedKey: string;
    }[];
  };
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

/**
 * Fetches evidence and opens it here: the service that sealed it has no key that opens it. Throws
 * EvidenceError if none of the reader's keys does.
 */
export async function openEvidence(
  evidenceId: string,
  keyFile: string | undefined,
  environment: Environment,
): Promise<OpenedEvidence> {
  const file = keyFile ?? environment['PAYEE_OPENING_KEYS_FILE'] ?? '';
  if (file === '') throw new UsageError('--opening-keys is missing (or PAYEE_OPENING_KEYS_FILE)');
  const privateKeys = await loadKeyFile(file, {
    algorithm: 'X25519',
    part: 'private',
    allowReadableByOthers: environment['RIEL_ENV'] === 'local',
  });
  const path = `/v1/webhooks/evidence/${encodeURIComponent(evidenceId)}`;
  const call = { service: 'webhook', method: 'GET', path } as const;
  const { sealed, ...evidence } = (await callService(call, environment)) as SealedEvidence;
  const opener = await createOpener({ privateKeys });
  const blob = {
    version: sealed.version,
    dataKeyId: sealed.dataKeyId,
    nonce: bytes(sealed.nonce),
    ciphertext: bytes(sealed.ciphertext),
    recipients: sealed.recipients.map((recipient) => ({
      keyId: recipient.keyId,
      encapsulatedKey: bytes(recipient.encapsulatedKey),
      sealedKey: bytes(recipient.sealedKey),
    })),
  };
  const place = { transferId: evidence.evidenceId, eventName: EVIDENCE_EVENT_NAME };
  const opened = await opener.open(blob, place);
  const original = opened.kind === 'opened' ? readOriginal(opened.plaintext) : null;
  if (original === null) throw new EvidenceError(evidence.evidenceId);
  return {
    ...evidence,
    original: {
      signatureHeader: original.signatureHeader,
      rawBody: original.rawBody.toString('base64'),
    },
  };
}
