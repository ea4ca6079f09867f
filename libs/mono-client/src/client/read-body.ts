import { parseJson, type Parsed } from '../objects/json-reader.ts';
import { parseMonoError } from '../objects/mono-error.ts';
import type { MonoBody } from './outcome.ts';

/** Reads an answer's body: as `parse` says if the status is 2xx, else as Mono's error envelope. */
export function readBody<T>(
  status: number,
  rawBody: Uint8Array,
  parse: (value: unknown) => Parsed<T>,
): MonoBody<T> {
  const parsed = parseJson(rawBody);
  if (parsed === null) return { kind: 'unreadable', problem: 'not JSON' };
  if (status >= 200 && status < 300) return parse(parsed.json);
  const error = parseMonoError(parsed.json);
  return error.kind === 'parsed' ? { kind: 'mono-error', error: error.value } : error;
}
