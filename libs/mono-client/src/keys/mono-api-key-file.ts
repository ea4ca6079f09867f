import type { MonoApiKey } from '../client/mono-client.ts';

/** A key of Mono's API, as a file holds it. */
export interface DatedApiKey extends MonoApiKey {
  /** When it was made, milliseconds since the epoch. */
  readonly createdAt: number;
  readonly role: string;
}

const idForm = /^[\w.:-]{1,100}$/;
const KEY_CHARACTERS_MAX = 512;

/** Reads `{ id, createdAt, role, key }`; null if it is of another form. */
export function readApiKeyFile(json: unknown): DatedApiKey | null {
  if (typeof json !== 'object' || json === null) return null;
  const { id, createdAt, role, key } = json as Record<string, unknown>;
  if (typeof id !== 'string' || !idForm.test(id) || typeof role !== 'string') return null;
  if (typeof key !== 'string' || key === '' || key.length > KEY_CHARACTERS_MAX) return null;
  const time = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  return Number.isNaN(time) ? null : { id, role, secret: key, createdAt: time };
}
