import type { Instant } from '@riel/ids';
import { formatMonoTime } from '../objects/mono-time.ts';
import type { PageWish, Sort, TimeRange } from './mono-client.ts';

type QueryValue = string | number | boolean | undefined;

/** Query values by name; what is undefined is left out. Objects are in bracket form: `inserted_at[from]`. */
export type QueryParameters = Readonly<Record<string, QueryValue>>;

const timeOf = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : formatMonoTime(instant);

/** `name[from]` and `name[until]`, both included in the range. */
export function rangeParameters(name: string, range: TimeRange | undefined): QueryParameters {
  return { [`${name}[from]`]: timeOf(range?.from), [`${name}[until]`]: timeOf(range?.until) };
}

/** Mono names the order's direction `type`. */
export function listParameters(list: {
  readonly page?: PageWish | undefined;
  readonly sort?: Sort | undefined;
}): QueryParameters {
  return {
    page_number: list.page?.number,
    page_size: list.page?.size,
    'sort[field]': list.sort?.field,
    'sort[type]': list.sort?.direction,
  };
}

/** A path with its query. Brackets stay as they are, which servers that know the form expect. */
export function pathWithQuery(path: string, parameters: QueryParameters): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}
