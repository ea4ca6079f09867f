/*
 * Records are decoded synchronously: the registry is asked once per id of a writer's schema, in
 * `prepare`, and what was resolved stays for the life of the process. So the registry may be down
 * while known events flow, and a record whose schema cannot be had stops its partition in one
 * visible place instead of being skipped.
 */
import { eventSchemas } from '@riel/schemas';
import type { EventName, EventOf, EventValues } from '@riel/schemas';

import { createEncoder } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { EventNotDeclaredError, SchemaNotPreparedError } from './errors.ts';
import { eventType } from './event-type.ts';
import { createRegistry } from './registry.ts';
import type { Registry, RegistryOptions } from './registry.ts';
import { subjectOf } from './subject.ts';
import { HEADER_BYTES, schemaIdOf } from './wire-format.ts';
import { resolveWriterSchema } from './writer-schema.ts';
import type { WriterSchema } from './writer-schema.ts';

/** A record that was decoded, or bytes that no schema explains. */
export type Decoded<Reads extends EventName = EventName> =
  | {
      readonly kind: 'event';
      readonly event: EventOf<Reads>;
      /** SHA-256 of the writer's canonical schema, 32 bytes; the same on every registry. */
      readonly schemaFingerprint: Buffer;
      /** The Avro body without the header, a view of the record. */
      readonly body: Buffer;
    }
  | {
      readonly kind: 'undecodable';
      /**
       * `RIEL_RECORD_NOT_AVRO`: not the wire format; `RIEL_RECORD_MALFORMED`: the body does not fit
       * the writer's schema; `RIEL_RECORD_UNKNOWN_TYPE`: not one of the events read here;
       * `RIEL_RECORD_INCOMPATIBLE`: the writer's schema contradicts ours.
       */
      readonly code: string;
      /** One sentence without any content of the record. */
      readonly reason: string;
    };

/** Encodes the events that a service writes, decodes those that it reads. */
export interface Codec<Writes extends EventName = EventName, Reads extends EventName = EventName> {
  /** A record in the wire format. Throws AvroEncodeError naming the path at fault. */
  encode<Name extends Writes>(name: Name, value: EventValues[Name]): Buffer;
  /** Fetches the writers' schemas that are not known yet. Throws SchemaUnavailableError. */
  prepare(records: readonly (Buffer | null)[]): Promise<void>;
  /** Never throws on account of the bytes, once `prepare` has seen the record. */
  decode(record: Buffer | null): Decoded<Reads>;
}

export interface CodecOptions<
  Writes extends EventName,
  Reads extends EventName,
> extends RegistryOptions {
  readonly writes: readonly Writes[];
  readonly reads: readonly Reads[];
}

/**
 * Connects a service's events to the registry. Throws SchemaMissingError naming the subject if a
 * schema that the service was built with is not registered, SchemaUnavailableError if the registry
 * does not answer.
 */
export async function createCodec<Writes extends EventName, Reads extends EventName>(
  options: CodecOptions<Writes, Reads>,
): Promise<Codec<Writes, Reads>> {
  const schemasOf = (names: readonly EventName[]): Map<string, object> =>
    new Map(names.map((name) => [name, eventSchemas[name]]));
  return (await createCodecOf(createRegistry(options), {
    writes: schemasOf(options.writes),
    reads: schemasOf(options.reads),
  })) as Codec<Writes, Reads>;
}

/** Schemas by the name of their event. */
export interface CodecSchemas {
  readonly writes: ReadonlyMap<string, object>;
  readonly reads: ReadonlyMap<string, object>;
}

/** The codec of any schemas of namespace `riel`. */
export async function createCodecOf(registry: Registry, schemas: CodecSchemas): Promise<Codec> {
  const encoders = new Map<string, Encoder>();
  const wanted = new Map([...schemas.reads, ...schemas.writes]);
  await Promise.all(
    [...wanted].map(async ([name, schema]) => {
      const schemaId = await registry.idOf(subjectOf(name), schema);
      if (!schemas.writes.has(name)) return;
      encoders.set(name, createEncoder(name, eventType(schema), schemaId));
    }),
  );
  const readers = new Map(
    [...schemas.reads].map(([name, schema]) => [subjectOf(name), eventType(schema)]),
  );
  return codec(registry, encoders, readers);
}

type Types = ReadonlyMap<string, ReturnType<typeof eventType>>;

function codec(registry: Registry, encoders: ReadonlyMap<string, Encoder>, readers: Types): Codec {
  const writerSchemas = new Map<number, WriterSchema>();
  return {
    encode(name, value) {
      const encoder = encoders.get(name);
      if (encoder === undefined) throw new EventNotDeclaredError(name);
      return encoder(value);
    },
    async prepare(records) {
      const unknown = new Set<number>();
      for (const record of records) {
        const schemaId = schemaIdOf(record);
        if (schemaId !== null && !writerSchemas.has(schemaId)) unknown.add(schemaId);
      }
      for (const schemaId of unknown) {
        const writer = await registry.fetchWriter(schemaId);
        writerSchemas.set(schemaId, resolveWriterSchema(writer, readers));
      }
    },
    decode(record) {
      const schemaId = schemaIdOf(record);
      if (record === null || schemaId === null) return notAvro;
      const writer = writerSchemas.get(schemaId);
      if (writer === undefined) throw new SchemaNotPreparedError(schemaId);
      const result = writer.read(record);
      if (result.kind === 'unreadable') return { ...result, kind: 'undecodable' };
      return {
        kind: 'event',
        event: { name: result.name, value: result.value } as EventOf<EventName>,
        schemaFingerprint: writer.fingerprint,
        body: record.subarray(HEADER_BYTES),
      };
    },
  };
}

const notAvro: Decoded = {
  kind: 'undecodable',
  code: 'RIEL_RECORD_NOT_AVRO',
  reason: 'the record is not in the wire format of the schema registry',
};
