import { envSchema } from 'env-schema';
import type { Static, TObject, TSchema } from 'typebox';
import { RuntimeError } from './errors.ts';
import { expectationOf } from './expectation.ts';

/** Variables as a process has them; an empty text counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly missingProperty?: string };
}

/**
 * Reads the settings of a service from environment variables: texts become the numbers and
 * booleans that the schema asks for, defaults are filled in, unknown variables are ignored.
 *
 * @throws RuntimeError `RIEL_CONFIGURATION` naming every variable that is missing or wrong and what
 *   is expected, all at once. Values are never shown, since any of them may be a secret.
 */
export function readConfiguration<Schema extends TObject>(
  schema: Schema,
  environment: Environment,
): Static<Schema> {
  const present = Object.entries(environment).filter(
    ([, value]) => value !== '' && value !== undefined,
  );
  try {
    return envSchema<Static<Schema>>({
      // a copy, because env-schema writes into the schema
      schema: { ...schema },
      data: Object.fromEntries(present),
      env: false,
    });
  } catch (error) {
    throw configurationError(schema, violationsIn(error));
  }
}

/** The items of a comma separated setting, trimmed; empty ones left out. */
export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function violationsIn(error: unknown): readonly Violation[] {
  const violations: unknown = error instanceof Error ? Reflect.get(error, 'errors') : undefined;
  if (!Array.isArray(violations)) throw error;
  return violations as readonly Violation[];
}

function configurationError(schema: TObject, violations: readonly Violation[]): RuntimeError {
  const problems = new Map<string, string>();
  for (const { keyword, instancePath, params } of violations) {
    const missing = keyword === 'required';
    const variable = missing ? (params.missingProperty ?? '') : (instancePath.split('/')[1] ?? '');
    if (problems.has(variable)) continue;
    const property: TSchema | undefined = schema.properties[variable];
    const expected = property === undefined ? 'another value' : expectationOf(property);
    problems.set(
      variable,
      `${variable} ${missing ? 'is missing' : 'is wrong'}: expected ${expected}`,
    );
  }
  return new RuntimeError('RIEL_CONFIGURATION', [...problems.values()].join('; '));
}
