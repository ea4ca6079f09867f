import { Type } from 'typebox';
import { CURSOR_CHARACTERS_MAX } from './cursor.ts';

export const PAGE_LINES_MAX = 1_000;

const date = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

/** Days that a question is about. */
export const daysFields = {
  from: date('First booking date, YYYY-MM-DD in America/Bogota; absent: the beginning'),
  to: date('Last booking date; absent: all'),
  asOf: date('The same as to, as balances call it; the earlier of both counts'),
  knownAt: date('Only what was known at the end of this day; absent: all that is known'),
};

/** How a list is read page by page. */
export const pageFields = {
  limit: Type.Integer({
    minimum: 1,
    maximum: PAGE_LINES_MAX,
    default: 100,
    description: 'Most lines of one page',
  }),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: CURSOR_CHARACTERS_MAX,
      description: 'nextCursor of the page before, with the same parameters',
    }),
  ),
};

export const nextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'For the next page, computed from the same position; null on the last page',
});

export const final = Type.Boolean({
  description: 'True if no partition can still learn something of the known day',
});

/** The days that are asked for. */
export interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf?: string | undefined;
}

/** The last day that is asked for. */
export function lastDayOf({ to, asOf }: Days): string | undefined {
  if (to === undefined || asOf === undefined) return to ?? asOf;
  return to < asOf ? to : asOf;
}
