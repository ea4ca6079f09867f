import { hash } from 'node:crypto';
import type { AnyEvent } from '@riel/schemas';

/*
 * Events as JSON instead of Avro, for tests that need no registry. What is tested with it does not
 * depend on how an event is written.
 */

interface Written {
  readonly bigint?: string;
  readonly bytes?: string;
}

const replacer = (_field: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return { bigint: value.toString() };
  if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer') {
    return { bytes: Buffer.from((value as unknown as { data: number[] }).data).toString('base64') };
  }
  return value;
};

const reviver = (_field: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const { bigint, bytes } = value as Written;
  if (bigint !== undefined) return BigInt(bigint);
  return bytes === undefined ? value : Buffer.from(bytes, 'base64');
};

/** Writes an event. */
export const encodeJson = (event: AnyEvent): Buffer => Buffer.from(JSON.stringify(event, replacer));

/** Reads it back. */
export const decodeJson = (value: Buffer): AnyEvent =>
  JSON.parse(value.toString(), reviver) as AnyEvent;

/** Takes the place of `createCodec` for reading. */
export function fakeCodec<Names extends AnyEvent['name']>(reads: readonly Names[]) {
  const known: readonly string[] = reads;
  return {
    prepare: async (): Promise<void> => {
      await Promise.resolve();
    },
    decode: (value: Buffer | null) => {
      const event = value === null ? null : decodeJson(value);
      if (event === null || !known.includes(event.name)) {
        return { kind: 'undecodable', code: 'RIEL_RECORD_UNKNOWN_TYPE', reason: '' } as const;
      }
      return {
        kind: 'event',
        event: event as Extract<AnyEvent, { readonly name: Names }>,
        schemaFingerprint: hash('sha256', 'schema', 'buffer'),
        body: value ?? Buffer.alloc(0),
      } as const;
    },
  };
}
