import { parseObject, type Parsed } from './json-reader.ts';

/** One of the errors that Mono lists. `path` is where in the request: `#/transfers/3/amount`. */
export interface MonoErrorItem {
  readonly errorCode: string | null;
  readonly path: string | null;
}

/** Mono's error envelope. Its messages are free text and are left behind: they may repeat what was sent. */
export interface MonoError {
  /** Id that Mono's support asks for (`log_`). */
  readonly id: string | null;
  readonly errors: readonly MonoErrorItem[];
}

/** Reads Mono's error envelope: an object with a list of errors or at least an id. */
export function parseMonoError(value: unknown): Parsed<MonoError> {
  const read = parseObject(value, (reader) => ({
    id: reader.optionalText('id'),
    code: reader.optionalText('code'),
  }));
  if (read.kind === 'unreadable') return read;
  const listed = parseObject(value, (reader) => reader.list('errors'));
  if (listed.kind === 'unreadable' && read.value.code === null) return listed;
  const items = listed.kind === 'parsed' ? listed.value : [];
  const errors = items.flatMap((one) => {
    const item = parseObject(one, (reader) => ({
      errorCode: reader.optionalText('error_code'),
      path: reader.optionalText('path'),
    }));
    return item.kind === 'parsed' ? [item.value] : [];
  });
  return { kind: 'parsed', value: { id: read.value.id, errors } };
}
