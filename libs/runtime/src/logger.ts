import { pino, type Logger as Pino } from 'pino';
import { describeError } from './describe-error.ts';
import { logFieldsOf } from './log-fields.ts';

const TEXT_CHARACTERS_MAX = 256;
const LIST_ITEMS_MAX = 20;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a log line is about. `error` takes anything thrown; other fields must be allowed ones. */
export type LogFields = { readonly error?: unknown } & { readonly [field: string]: unknown };

/** Writes one line. The message must be a constant: values belong into fields. */
export type Log = (fields: LogFields, message: string) => void;

/** Structured log of one service: JSON lines that hold allowed fields and nothing else. */
export interface Logger {
  readonly trace: Log;
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
  readonly fatal: Log;
  /** Whether lines of this level are written: for fields that cost something to gather. */
  isEnabled(level: Exclude<LogLevel, 'silent'>): boolean;
  /** A logger that adds fields to each of its lines. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** Name of the service, in every line. */
  readonly service: string;
  readonly level: LogLevel;
  /** Field names allowed beside the common ones. */
  readonly fields?: readonly string[];
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): void };
}

/**
 * Makes the log of a service.
 *
 * @throws RuntimeError `RIEL_LOG_FIELD_FORBIDDEN` naming a field that may be in no log
 */
export function createLogger(options: LoggerOptions): Logger {
  const allowed = logFieldsOf(options.fields ?? []);
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: (): string => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string): object => ({ level: label }) },
  };
  // Written at once, because lines that wait in memory are lost when the process has to exit.
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true });
  return wrap({ inner: pino(settings, destination), allowed, bound: {} });
}

interface Wrapped {
  readonly inner: Pino;
  readonly allowed: ReadonlySet<string>;
  readonly bound: LogFields;
}

// Pino's own redaction is a list of what to hide; this is a list of what to show. It stands in
// front of pino, so that serialisers, child bindings and printf arguments cannot go round it.
function wrap({ inner, allowed, bound }: Wrapped): Logger {
  const at =
    (level: Exclude<LogLevel, 'silent'>): Log =>
    (fields, message) => {
      if (!inner.isLevelEnabled(level)) return;
      inner[level](shown({ ...bound, ...fields }, allowed), message);
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    isEnabled: (level) => inner.isLevelEnabled(level),
    child: (fields) => wrap({ inner, allowed, bound: { ...bound, ...fields } }),
  };
}

function shown(fields: LogFields, allowed: ReadonlySet<string>): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  let dropped = 0;
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (field === 'error') {
      line['error'] = describeError(value);
      continue;
    }
    const plain = allowed.has(field) ? plainOf(value) : undefined;
    if (plain === undefined) dropped += 1;
    else line[field] = plain;
  }
  // Not their names: a name may itself be data, when somebody logs a whole object.
  if (dropped > 0) line['fieldsDropped'] = dropped;
  return line;
}

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.slice(0, LIST_ITEMS_MAX).map(scalarOf);
    return items.includes(undefined) ? undefined : items;
  }
  return scalarOf(value);
}

function scalarOf(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return value.slice(0, TEXT_CHARACTERS_MAX);
  return undefined;
}
