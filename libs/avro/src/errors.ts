/** Thrown by `encode`: the value does not fit the schema. Names the paths, never the values. */
export class AvroEncodeError extends Error {
  readonly code = 'RIEL_AVRO_ENCODE';
  /** Paths of the fields at fault, such as `payee.nonce`. */
  readonly paths: readonly string[];

  constructor(eventName: string, paths: readonly string[]) {
    super(`${eventName} does not fit its schema at ${paths.join(', ') || 'the record itself'}`);
    this.name = 'AvroEncodeError';
    this.paths = paths;
  }
}

/** Thrown by `encode`: the codec was not created to write this event. A bug of the caller. */
export class EventNotDeclaredError extends Error {
  readonly code = 'RIEL_EVENT_NOT_DECLARED';

  constructor(eventName: string) {
    super(`${eventName} is not among the events that this codec was created to write`);
    this.name = 'EventNotDeclaredError';
  }
}

/** Thrown at start: the schema that this program was built with is not registered. */
export class SchemaMissingError extends Error {
  readonly code = 'RIEL_SCHEMA_MISSING';
  readonly subject: string;

  constructor(subject: string) {
    super(`the registry does not hold this version of schema ${subject}; run riel deploy`);
    this.name = 'SchemaMissingError';
    this.subject = subject;
  }
}

/**
 * Thrown when a schema cannot be had, because the registry does not answer (`unreachable`: try
 * again) or does not know it (`unknown`: wait for a person). The record is never to be skipped.
 */
export class SchemaUnavailableError extends Error {
  readonly code = 'RIEL_SCHEMA_UNAVAILABLE';
  readonly reason: 'unreachable' | 'unknown';

  /** @param wanted what was asked for, such as `schema id 7` */
  constructor(wanted: string, reason: 'unreachable' | 'unknown', cause?: unknown) {
    const text = reason === 'unknown' ? 'is not known to the registry' : 'could not be fetched';
    super(`${wanted} ${text}`, { cause });
    this.name = 'SchemaUnavailableError';
    this.reason = reason;
  }
}

/** Thrown by `registerSchemas`: the registry refuses the schema, or judges it by other rules. */
export class SchemaIncompatibleError extends Error {
  readonly code = 'RIEL_SCHEMA_INCOMPATIBLE';
  readonly subject: string;

  constructor(subject: string, detail: string, cause?: unknown) {
    super(`schema ${subject} was refused: ${detail}`, { cause });
    this.name = 'SchemaIncompatibleError';
    this.subject = subject;
  }
}

/** Thrown by `decode` when `prepare` was not called for the record: a bug of the caller. */
export class SchemaNotPreparedError extends Error {
  readonly code = 'RIEL_SCHEMA_NOT_PREPARED';

  constructor(schemaId: number) {
    super(`prepare() must be called before a record of schema id ${schemaId} is decoded`);
    this.name = 'SchemaNotPreparedError';
  }
}

/** A body that ends too early or whose lengths cannot be; becomes an undecodable record. */
export class MalformedBodyError extends Error {
  readonly code = 'RIEL_RECORD_MALFORMED';

  constructor(what: string) {
    super(what);
    this.name = 'MalformedBodyError';
  }
}
