/** Thrown when a caller's id cannot be part of a topic name. */
export class CallerNameError extends Error {
  readonly code = 'RIEL_CALLER_NAME';

  constructor() {
    super('caller must be 1 to 64 characters of a-z, 0-9 and -, and must start with a-z or 0-9');
    this.name = 'CallerNameError';
  }
}

/** Thrown by the generator when a schema breaks a rule of the log. */
export class SchemaRuleError extends Error {
  readonly code = 'RIEL_SCHEMA_RULE';

  /** @param place file and path within the schema, such as `a.avsc: TransferSettled.amount` */
  constructor(place: string, rule: string) {
    super(`${place}: ${rule}`);
    this.name = 'SchemaRuleError';
  }
}
