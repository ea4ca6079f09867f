import { problem } from '@riel/http';

/**
 * Whether `dryRun=true` was asked. Any other spelling is refused: taken for a real command, a mistyped
 * trial would pay.
 */
export function isDryRun(query: unknown): boolean {
  const parameters = Object.entries((query ?? {}) as Record<string, unknown>);
  const unknown = parameters.find(([name]) => name !== 'dryRun');
  if (unknown !== undefined)
    throw badParameter('unknown-parameter', 'dryRun is the only parameter');
  const value = parameters[0]?.[1];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw badParameter('wrong-form', 'must be true or false');
}

/** Refuses every query parameter, for a route that has none: `dryRun` must not be ignored. */
export function refuseQuery(query: unknown): void {
  const [name] = Object.keys(query ?? {});
  if (name !== undefined) throw badParameter('unknown-parameter', 'this route takes no parameter');
}

const badParameter = (code: string, message: string) =>
  problem({
    status: 400,
    code: 'invalid-parameter',
    title: 'A query parameter is not valid',
    errors: [{ field: 'dryRun', in: 'query', code, message }],
  });
