/** Thrown when a command was accepted for which no event was made: a bug, never the caller's fault. */
export class UnpreparedCommandError extends Error {
  readonly code = 'RIEL_COMMAND_UNPREPARED';

  constructor() {
    super('a command was accepted without an event for the outbox');
    this.name = 'UnpreparedCommandError';
  }
}

/** Thrown when a setting cannot be used. The message names it and never repeats the value. */
export class CommandSettingError extends Error {
  readonly code = 'RIEL_COMMAND_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = 'CommandSettingError';
  }
}

/** Thrown when a stored command was hashed under a key that is no longer there to compare with. */
export class HashKeyMissingError extends Error {
  readonly code = 'RIEL_HASH_KEY_MISSING';

  constructor(keyId: string) {
    super(
      `IDEMPOTENCY_HASH_KEY_FILE lacks key ${keyId}, under which an earlier command was hashed`,
    );
    this.name = 'HashKeyMissingError';
  }
}

/** Thrown when a record came from a topic that is no command topic: a wrong subscription. */
export class UnexpectedTopicError extends Error {
  readonly code = 'RIEL_TOPIC_UNEXPECTED';

  constructor(topic: string) {
    super(`${topic} is no command topic`);
    this.name = 'UnexpectedTopicError';
  }
}

/** The tables in force, as the log holds them, cannot be read by this version. */
export class LedgerTablesError extends Error {
  readonly code = 'RIEL_LEDGER_TABLES_INVALID';

  constructor(path: string) {
    super(`the tables in force cannot be read at ${path}`);
    this.name = 'LedgerTablesError';
  }
}
