import { parseObject, type Parsed } from './json-reader.ts';

/** An item of a page that could not be read: its place, from 0, and the path that was at fault. */
export interface UnreadableItem {
  readonly index: number;
  readonly problem: string;
}

/** One page of a list. Page numbers start at 1. */
export interface MonoPage<Item> {
  readonly items: readonly Item[];
  /** Items that could not be read: one odd row does not hide the others, and is not passed over either. */
  readonly unreadable: readonly UnreadableItem[];
  readonly pageNumber: number | null;
  readonly pageSize: number | null;
  readonly totalItems: number | null;
  readonly totalPages: number | null;
}

/** A reader of a page whose items stand under `name`. */
export function pageParser<Item>(
  name: string,
  parseItem: (value: unknown) => Parsed<Item>,
): (value: unknown) => Parsed<MonoPage<Item>> {
  return (value) =>
    parseObject(value, (reader) => {
      const items: Item[] = [];
      const unreadable: UnreadableItem[] = [];
      for (const [index, one] of reader.list(name).entries()) {
        const read = parseItem(one);
        if (read.kind === 'parsed') items.push(read.value);
        else unreadable.push({ index, problem: read.problem });
      }
      const pagination = reader.optionalObject('pagination', (page) => ({
        pageNumber: page.optionalCount('page_number'),
        pageSize: page.optionalCount('page_size'),
        totalItems: page.optionalCount('total_items'),
        totalPages: page.optionalCount('total_pages'),
      }));
      return { items, unreadable, ...(pagination ?? noPagination) };
    });
}

const noPagination = { pageNumber: null, pageSize: null, totalItems: null, totalPages: null };
