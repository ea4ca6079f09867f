import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchema, FastifySchemaCompiler } from 'fastify';
import { isCalendarDate } from './calendar-date.ts';
import type { FieldError } from './errors.ts';

const ERRORS_MAX = 50;
const FIELD_CHARACTERS_MAX = 200;

const PLACES: ReadonlyMap<string, FieldError['in']> = new Map([
  ['body', 'body'],
  ['querystring', 'query'],
  ['headers', 'header'],
  ['params', 'path'],
]);

/**
 * Validates requests with two instances of Ajv. A body is taken as it is: no number becomes a text,
 * no default is filled in, no unknown field is dropped. What comes as text by nature (query, headers,
 * path) is turned into the type that the schema names, and gets its defaults.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  const strict = new Ajv({ allErrors: true, allowUnionTypes: true });
  const textual = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    coerceTypes: true,
    useDefaults: true,
  });
  for (const instance of [strict, textual]) {
    formats.default(instance);
    instance.addFormat('date', { type: 'string', validate: isCalendarDate });
  }
  return ({ schema, httpPart }) => {
    const instance = httpPart === 'body' ? strict : textual;
    return instance.compile(schema);
  };
}

/** The errors of a failed validation, one per field, none with a value in it. */
export function fieldErrorsOf(
  violations: readonly Partial<ErrorObject>[],
  context: string | undefined,
): readonly FieldError[] {
  const place = PLACES.get(context ?? '') ?? 'body';
  const byField = new Map<string, FieldError>();
  for (const violation of violations) {
    const error = fieldErrorOf(violation, place);
    const before = byField.get(error.field);
    // The variants of a choice complain one by one; what counts is that none of them fits.
    if (before === undefined || violation.keyword === 'anyOf') byField.set(error.field, error);
  }
  return [...byField.values()].slice(0, ERRORS_MAX);
}

function fieldErrorOf(violation: Partial<ErrorObject>, place: FieldError['in']): FieldError {
  const { keyword = 'invalid', instancePath = '', params = {} } = violation;
  const named: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const pointer =
    typeof named === 'string' ? `${instancePath}/${escapePointer(named)}` : instancePath;
  const field = place === 'body' ? pointer : pointer.slice(1);
  return {
    field: field.slice(0, FIELD_CHARACTERS_MAX),
    in: place,
    code: CODES.get(keyword) ?? 'invalid',
    message: messageOf(violation),
  };
}

const CODES: ReadonlyMap<string, string> = new Map([
  ['required', 'missing'],
  ['additionalProperties', 'unknown-field'],
  ['type', 'wrong-type'],
  ['anyOf', 'wrong-form'],
  ['enum', 'not-allowed'],
  ['const', 'not-allowed'],
  ['pattern', 'wrong-form'],
  ['format', 'wrong-form'],
  ['minLength', 'too-short'],
  ['maxLength', 'too-long'],
  ['minItems', 'too-few'],
  ['maxItems', 'too-many'],
  ['uniqueItems', 'repeated'],
  ['minimum', 'too-small'],
  ['exclusiveMinimum', 'too-small'],
  ['maximum', 'too-large'],
  ['exclusiveMaximum', 'too-large'],
]);

function messageOf({ keyword, message, params = {} }: Partial<ErrorObject>): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'additionalProperties') return 'is not a known field';
  if (keyword === 'anyOf') return 'has none of the allowed forms';
  const allowed: unknown = params['allowedValues'];
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(', ')}`;
  // Ajv's own words name the limit or the pattern, never the value.
  return message ?? 'is not valid';
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
