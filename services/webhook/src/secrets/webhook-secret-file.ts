import type { WebhookSecret } from '@riel/mono-client';

/** A secret of Mono's webhooks, as a file holds it. */
export interface DatedSecret extends WebhookSecret {
  /** When it was made, milliseconds since the epoch. */
  readonly createdAt: number;
}

const idForm = /^[\w.:-]{1,100}$/;
const SECRET_CHARACTERS_MIN = 16;
const SECRET_CHARACTERS_MAX = 512;

/** Reads `{ id, createdAt, secret }`; null if it is of another form. */
export function readSecretFile(json: unknown): DatedSecret | null {
  if (typeof json !== 'object' || json === null) return null;
  const { id, createdAt, secret } = json as Record<string, unknown>;
  if (typeof id !== 'string' || !idForm.test(id) || typeof secret !== 'string') return null;
  if (secret.length < SECRET_CHARACTERS_MIN || secret.length > SECRET_CHARACTERS_MAX) return null;
  const time = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  return Number.isNaN(time) ? null : { id, secret, createdAt: time };
}
