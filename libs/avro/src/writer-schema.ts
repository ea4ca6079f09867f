import type avsc from 'avsc';

import { bodyGuard } from './body-guard.ts';
import { MalformedBodyError } from './errors.ts';
import { fingerprintOf } from './event-type.ts';
import { HEADER_BYTES } from './wire-format.ts';

/** A schema that some writer used, resolved once to the schema that this program reads. */
export interface WriterSchema {
  /** SHA-256 of the writer's canonical schema. */
  readonly fingerprint: Buffer;
  readonly read: (record: Buffer) => ReadResult;
}

export type ReadResult =
  | { readonly kind: 'value'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly code: string; readonly reason: string };

const NO_FINGERPRINT = Buffer.alloc(32);

const unreadable = (code: string, reason: string): ReadResult => ({
  kind: 'unreadable',
  code,
  reason,
});

/**
 * Resolves a writer's schema against the readers by the record's full name.
 *
 * @param writer null if the registry holds something other than Avro under the id
 */
export function resolveWriterSchema(
  writer: avsc.Type | null,
  readers: ReadonlyMap<string, avsc.Type>,
): WriterSchema {
  if (writer === null) {
    const result = unreadable('RIEL_RECORD_UNKNOWN_TYPE', 'the schema is not an Avro schema');
    return { fingerprint: NO_FINGERPRINT, read: () => result };
  }
  const fingerprint = fingerprintOf(writer);
  const reader = readers.get(writer.name ?? '');
  if (reader === undefined) {
    const reason = `nothing here reads records of type ${writer.name ?? writer.typeName}`;
    const result = unreadable('RIEL_RECORD_UNKNOWN_TYPE', reason);
    return { fingerprint, read: () => result };
  }
  try {
    return { fingerprint, read: createRead(writer, reader) };
  } catch {
    const reason = `the writer's schema of ${reader.name ?? ''} cannot be read by ours`;
    const result = unreadable('RIEL_RECORD_INCOMPATIBLE', reason);
    return { fingerprint, read: () => result };
  }
}

function createRead(writer: avsc.Type, reader: avsc.Type): WriterSchema['read'] {
  const guard = bodyGuard(writer);
  const isSame = fingerprintOf(writer).equals(fingerprintOf(reader));
  const resolver = isSame ? undefined : reader.createResolver(writer);
  const name = (reader.name ?? '').replace(/^riel\./, '');
  return (record) => {
    try {
      guard(record, HEADER_BYTES);
      const value: unknown = reader.fromBuffer(record.subarray(HEADER_BYTES), resolver);
      return { kind: 'value', name, value };
    } catch (error) {
      // Our own texts hold no content of the record; avsc's might.
      const reason = error instanceof MalformedBodyError ? error.message : 'body does not decode';
      return unreadable('RIEL_RECORD_MALFORMED', reason);
    }
  };
}
